# Deleting own rights templates in the window.

template-list = Delete templates…
template-list-title = Your own templates
template-list-done = Done
template-delete = Delete the template { $name }
template-delete-sure = Delete the template { $name } for good
notice-template-deleted = The template “{ $name }” was deleted.
