# The rights card, the coverage map, and templates of one's own.

rights-by-identity = Signed by { $name } as a named person
rights-by-identity-unrecognised = Signed by { $name } as a named person, not recognised
rights-by-claim = Signed by { $name } with the file
rights-by-claim-unrecognised = Signed by { $name } with the file, signer not recognised
rights-by-somebody = an unnamed signer
rights-by-identity-tip = An identity assertion (CAWG) refers to this statement: whoever is named stands behind it.
rights-by-claim-tip = Bound by the claim alone: whoever signed the file wrote it, and no named person refers to it.
rights-anyone = Anyone can change this
rights-differ = { $label }: the sources differ
rights-strictest = The strictest is “{ $what }”, in { $source }.
rights-mail-goes-to = Mail goes to { $host }
rights-name-licensor-email = Licensor’s e-mail

plus-dmi-unspecified = Not specified
plus-dmi-allowed = Data mining allowed
plus-dmi-prohibited = Data mining prohibited
plus-dmi-prohibited-aimltraining = AI training prohibited
plus-dmi-prohibited-genaimltraining = Generative AI training prohibited
plus-dmi-prohibited-exceptsearchengineindexing = Prohibited, except for search engines
plus-dmi-prohibited-seeconstraint = Prohibited, see the constraints
plus-dmi-prohibited-seeembeddedrightsexpr = Prohibited, see the rights expression in the file
plus-dmi-prohibited-seelinkedrightsexpr = Prohibited, see the rights expression that the file links to

coverage-map = How far the signature covers
coverage-all = All fields
coverage-counted = { $word }: { $count ->
    [one] 1 field
   *[other] { $count } fields
}

problem-rights-template-name = { $name } cannot be the name of a template.
    .why = The template is kept in a file of that name, on every system.
    .remedy = Use letters, digits, spaces, “-” and “_”, at most 60 of them.
problem-rights-template-built-in = { $name } is the name of a template that comes with Lightmark.
    .why = Those that come with Lightmark stay as they are, so that the name means the same for everybody.
    .remedy = Choose another name.
problem-rights-template-exists = { $name } exists already.
    .why = Lightmark does not replace a template or a file unless it is told to.
    .remedy = Choose another name, or allow that it is replaced (--overwrite).
problem-rights-template-empty = The template says nothing.
    .why = A template that states no right would fill in nothing.
    .remedy = State at least one right, a creator or a licence for instance.
problem-rights-template-wrong = { $name } does not hold a rights template.
    .why = It says something that a template cannot say: { $reason }
    .remedy = Correct the file, or ask whoever made it for another one.
problem-rights-template-unreadable = { $name } could not be read.
    .why = The file cannot be opened, or it is too long for a template.
    .remedy = Check that you may read it and that it is the right file.
problem-rights-template-unwritable = { $name } could not be written.
    .why = The folder cannot be written to, or the disk is full.
    .remedy = Free some space, or check who may write there.
problem-rights-template-one-name = One name does not do for several files.
    .why = Each template needs a name of its own.
    .remedy = Import the files one after the other, or leave --name out.

notice-template-kept = { $name } is a template now.
template-keep = Save as template…
template-name = Name of the template
template-name-hint = Our agency
template-overwrite = Replace a template of that name
template-keep-do = Save template
template-keep-not = Do not save
template-own = { $name } (your own)
metadata-place = At byte { $start }, { $length } bytes long
