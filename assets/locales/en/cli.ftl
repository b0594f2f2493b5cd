### Lightmark, English: cli

cli-no-such-command = there is no command and no file named “{ $name }”
cli-interrupted =
    { $count ->
        [one] Stopped after { $count } file.
       *[other] Stopped after { $count } files.
    }
cli-batch-done = { $files ->
    [one] { $done } of { $files } file done
   *[other] { $done } of { $files } files done
}
cli-batch-failed = { $count } not done
cli-batch-left = { $count } not begun
cli-progress = { $count } files checked
cli-problem-with = { $path }: { $problem }
cli-summary =
    { $count ->
        [one] { $count } file: { $parts }
       *[other] { $count } files: { $parts }
    }
cli-summary-none = No media files were found.
cli-summary-part = { $count } × { $headline }

report-what = Problem
report-why = Reason
report-remedy = What to do
report-identity = Identity
report-note = Note
report-actor = { $name } ({ $state })
report-actor-of = { $name }, { $organization } ({ $state })
report-right = { $name }: { $value } ({ $coverage })
report-more = … and { $count } more
report-found = Metadata
report-found-sentence = Written in the file, where anyone could have written it.
report-found-field = { $field }: { $value }
report-found-more = { $count ->
    [one] … and one more field, listed by --json
   *[other] … and { $count } more fields, listed by --json
}

problem-manual-unwritable = The manual pages could not be written into { $folder }.
    .why = The folder is not there, cannot be written to, or the disk is full.
    .remedy = Make the folder, or name another one.
problem-output-failed = The results could not be written.
    .why = The system gave an error while writing to standard output.
    .remedy = If the output goes to a file, check that its drive is not full.
