# Decisions about files: given with `lightmark approve`, told in History.

approval-approved = Approved by { $signer }
approval-rejected = Rejected by { $signer }
approval-reviewed = Reviewed by { $signer }, without a decision
approval-nobody = somebody without a name
approval-role = In the role of { $role }
approval-note = Note: { $note }
approval-superseded = This was for an earlier version: the file was changed after it
approval-row = Decision
