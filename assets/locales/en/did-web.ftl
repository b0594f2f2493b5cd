### Lightmark, English: keys that a web site keeps (did:web)

did-web-note-none = Who verified the named person could not be checked: { $reason }

problem-did-web-not-text = The web site’s answer is not a text.
    .why = A document with keys is JSON, and what came back is not even text.
    .remedy = Tell whoever runs the site, or try again later.
