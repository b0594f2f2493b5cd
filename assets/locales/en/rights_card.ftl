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
rights-strictest = Strictest about AI: { $what }, says { $source }.
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
