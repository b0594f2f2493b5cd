# What a redaction leaves of colour profiles.

redact-note-profile = The colour profile stays, because the picture needs it, without its date, names and numbers of devices. A profile that was measured for one display can still be told by its colours.
redact-note-profile-inside = A colour profile inside the coded picture cannot be reached without coding the picture anew. Where there is one, its name and date stay.
