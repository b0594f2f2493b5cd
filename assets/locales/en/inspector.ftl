### What stands in the inspector and above the list, beside the words of the other rooms.

actions-more = More
history-before-change = Known before it was altered
history-before-change-sentence = { $count ->
    [one] One step is signed. What altered the file afterwards is not recorded.
   *[other] { $count } steps are signed. What altered the file afterwards is not recorded.
}
rights-agrees-in = The file itself agrees: { $places }
check-times = { $count } times
manifest-next = Next line found
manifest-before = Line found before
step-of-a-part = Beside the original: this file was put in or used
manifest-hit-of = Line { $at } of { $hits }
