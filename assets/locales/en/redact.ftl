### Lightmark, English: redact

redact-note-iso-clap = The picture is shown cropped. What the crop hides is still in the coded picture, and cannot be removed without coding the picture anew.
redact-note-iso-gain-map = The map that brightens the picture on HDR screens was taken out, because it is a second picture. The picture is shown in its standard range.
redact-note-iso-gaps = Some of the media data is addressed in a way that Lightmark does not follow. Unused bytes between the samples were left as they are.
redact-note-iso-encoder = The program that coded the streams may have written its name and settings into them. That cannot be removed without coding them anew.
redact-note-iso-bare-codestream = The file is a bare JPEG XL codestream. Lightmark does not look behind its end, nor for names inside it.
redact-note-audio-encoder = The program that coded the sound may have written its name into the frames of sound. That cannot be removed without coding the sound anew.
redact-note-audio-gaps = Between the frames of sound there are bytes that no player plays, or frames that Lightmark does not follow. They were left as they are.
redact-note-svg-links = The drawing links to other files or places. The links stay, because the drawing may need them.
