# The question before what was typed is thrown away.

dialog-closing = Throw away what you typed?
closing-text = What you filled in here is not kept when you close it.
closing-keep = Go on filling in
closing-throw-away = Throw away
shortcut-close = Close a dialog, go back from editing or redacting
shortcut-close-keys = Esc
