# The Rights dialog of the window, and templates wherever they fill a form.

command-rights = Rights…
command-rights-tip = Write creator, licence and terms into the metadata of copies
dialog-rights = Rights
choose-template = Open a rights template
choose-templates = Rights templates

notice-rights = { $files ->
    [one] Rights were written into 1 copy.
   *[other] Rights were written into { $files } copies.
}
notice-rights-some = Rights were written into { $files } copies, { $failed } files got no copy.

rights-title = { $files ->
    [one] Write rights into a copy
   *[other] Write rights into copies of { $files } files
}
rights-template = Fill in from a template
rights-template-choose = Choose a template
rights-template-own = From a file…
rights-template-all-rights-reserved = All rights reserved, no AI use
rights-template-editorial-only = Editorial use only
rights-template-cc-by = Creative Commons BY 4.0
rights-template-cc-by-sa = Creative Commons BY-SA 4.0
rights-template-cc-by-nd = Creative Commons BY-ND 4.0
rights-template-cc-by-nc = Creative Commons BY-NC 4.0
rights-template-cc-by-nc-sa = Creative Commons BY-NC-SA 4.0
rights-template-cc-by-nc-nd = Creative Commons BY-NC-ND 4.0
rights-template-cc0 = Creative Commons CC0, no rights reserved

rights-owner-hint = Who owns the copyright
rights-licensor-hint = Who gives licences
rights-licensor-email-hint = desk@example.org
rights-expires = Licence ends on
rights-expires-hint = 2027-12-31
rights-model-release = Model release
rights-property-release = Property release
rights-release-none = None
rights-release-not-applicable = Not needed
rights-release-unlimited = For every use
rights-release-limited = Limited or incomplete
rights-where = Where the copies go
rights-place-beside = Beside each original, with “-rights” in the name
rights-overwrite = Replace copies of that name

fault-creator-missing = The template’s texts name the creator. Write who it is.
fault-licensor-not-web = This is no web address. It has to begin with https:// or http://.
fault-licensor-not-mail = This is no e-mail address. Write it like desk@example.org.
fault-not-a-date = Write the day like 2027-12-31.
fault-nothing-stated = Fill in at least one field.
fault-nothing-to-write = None of these files takes rights in its metadata.

rights-preview = What will be written
rights-preview-nothing = Nothing yet.
rights-count-fit = { $files ->
    [one] A copy is made. The original stays as it is.
   *[other] { $files } copies are made. The originals stay as they are.
}
rights-count-unfit = { $files ->
    [one] 1 file is left out: rights are written into JPEG, PNG, TIFF, DNG, WebP, GIF, AVIF, HEIC and JPEG XL only.
   *[other] { $files } files are left out: rights are written into JPEG, PNG, TIFF, DNG, WebP, GIF, AVIF, HEIC and JPEG XL only.
}
rights-count-signed = { $files ->
    [one] 1 file is signed and left out, because a change of its metadata would break its Content Credentials.
   *[other] { $files } files are signed and left out, because a change of their metadata would break their Content Credentials.
}
rights-sign-instead = { $files ->
    [one] Sign it with these values…
   *[other] Sign { $files } with these values…
}
rights-sign-leaves-out = Owner, last day and releases are not among what signing states.
rights-preview-unsigned = This is not signed: anyone can change it later. Sign the copy to bind it.
rights-into-creator = EXIF Artist · XMP dc:creator
rights-into-creator-iptc = EXIF Artist · IPTC 2:80 · XMP dc:creator
rights-into-credit = XMP photoshop:Credit
rights-into-credit-iptc = IPTC 2:110 · XMP photoshop:Credit
rights-into-copyright = EXIF Copyright · XMP dc:rights, xmpRights:Marked
rights-into-copyright-iptc = EXIF Copyright · IPTC 2:116 · XMP dc:rights, xmpRights:Marked
rights-into-owner = XMP plus:CopyrightOwner
rights-into-usage-terms = XMP xmpRights:UsageTerms
rights-into-license = XMP xmpRights:WebStatement, cc:license, cc:attributionName, cc:attributionURL
rights-into-licensor = XMP plus:Licensor
rights-into-expires = XMP plus:LicenseEndDate
rights-into-release = XMP plus:ModelReleaseStatus or plus:PropertyReleaseStatus
rights-into-ai = XMP plus:DataMining
rights-into-source = XMP Iptc4xmpExt:DigitalSourceType

rights-running = { $files ->
    [one] Writing rights into a copy
   *[other] Writing rights into { $files } copies
}
rights-finished = { $files ->
    [one] Rights were written into the copy
   *[other] Rights were written into { $files } copies
}
rights-finished-some = Rights were written into { $copies } of { $all } copies
rights-finished-none = No copy was written
rights-done-word = Written and read back: { $stores }
rights-do = { $files ->
    [one] Write into a copy
   *[other] Write into { $files } copies
}
