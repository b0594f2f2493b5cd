# What a redaction leaves of colour profiles.

redact-note-profile = The colour profile stays, because the picture needs it, without its date, names and numbers of devices. A profile that was measured for one display can still be told by its colours.
redact-note-profile-inside = A colour profile inside the coded picture cannot be reached without coding the picture anew. Where there is one, its name and date stay.

redact-item-ProfileDateTime = Date of the colour profile
redact-item-ProfileMaker = Program and maker of the colour profile
redact-item-ProfileName = Name of the colour profile
redact-item-ProfileDescription = Name of the colour profile
redact-item-ProfileCopyright = Copyright notice of the colour profile
redact-item-ProfileTag = Further part of the colour profile
redact-item-ProfileMetadata = What a display says of itself, in the colour profile
redact-item-MakeAndModel = Serial number of a display, in the colour profile
redact-item-DeviceModelDesc = Device that the colour profile was made for
redact-item-DeviceMfgDesc = Maker of the device that the colour profile was made for
redact-item-CalibrationDateTime = Date on which a device was measured
