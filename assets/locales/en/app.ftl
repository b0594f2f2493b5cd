### Lightmark, English: app

app-name = Lightmark

problem-job-broke-off = This could not be finished.
    .why = A part of Lightmark stopped in the middle of its work. Your files were not changed by it.
    .remedy = Try again. If it happens again, please report it with the log file that Settings names.
problem-no-home = Lightmark has no place for its own files.
    .why = The system does not say where your home folder is.
    .remedy = Set the environment variable LIGHTMARK_HOME to a folder of your own and start Lightmark again.
problem-settings-unreadable = The settings could not be read.
    .why = The file { $path } cannot be opened.
    .remedy = See to it that you may read this file, then start Lightmark again. Until then the defaults are used.
problem-settings-malformed = The settings could not be understood.
    .why = The file { $path } is damaged or was edited by hand.
    .remedy = The defaults are used. When you next change a setting, the damaged file is kept beside the new one as settings.broken.json.
problem-settings-unwritable = The settings could not be saved.
    .why = The file { $path } cannot be written.
    .remedy = See to it that the disk has room and that you may write there, then change the setting again.
problem-settings-unserialisable = The settings could not be saved.
    .why = They could not be put into the form in which they are stored.
    .remedy = Please report this with the log file that Settings names.
problem-cannot-write-file = The file could not be written.
    .why = { $path } cannot be written.
    .remedy = Choose another folder, or see to it that the disk has room and that you may write there.
problem-picture-does-not-add-up = The picture cannot be shown.
    .why = What was read from the file does not make a whole picture.
    .remedy = Open the file in another program. What Lightmark says about its Content Credentials is not touched by this.
problem-window-no-display = The window cannot be opened.
    .why = There is no display that Lightmark could draw on.
    .remedy = Start Lightmark in a graphical session, or use the command line. See lightmark --help.

choose-files = Open photos and media
choose-media = Photos and media
choose-all-files = All files
choose-folder = Choose a folder
choose-save = Save as
choose-trust-list = Choose a trust list
choose-certificates = Certificates and lists

# strftime patterns, see https://docs.rs/jiff/latest/jiff/fmt/strtime
date-and-time = %-d %b %Y, %H:%M
date-alone = %-d %b %Y
