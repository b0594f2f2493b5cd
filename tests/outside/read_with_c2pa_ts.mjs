// Validates what @trustnxt/c2pa-ts can read, an implementation of its own: JPEG, PNG, HEIC, HEIF, MP4 and M4A. It does
// not check the chain of trust, nor CAWG identities.
import { webcrypto } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// Debian's Node 18 does not offer it by itself.
globalThis.crypto ??= webcrypto;

const library = path.join(process.env.LIGHTMARK_OUTSIDE_CACHE, 'node_modules/@trustnxt/c2pa-ts/dist');
const load = (name) => import(pathToFileURL(path.join(library, name, 'index.js')));
const assets = await load('asset');
const { SuperBox } = await load('jumbf');
const { ManifestStore, ValidationResult } = await load('manifest');

// Its MP3 reader does not find the frame that c2pa-rs writes, so MP3 is left out. Its BMFF class opens files of the
// HEIF brands only, but would check an MP4 alike: the brand, which no hard binding covers (C2PA 2.4 §18.7), is changed
// in memory.
const kinds = { '.jpg': assets.JPEG, '.png': assets.PNG, '.heic': assets.BMFF, '.heif': assets.BMFF, '.mp4': assets.BMFF,
    '.m4a': assets.BMFF };
const endings = new Set(Object.keys(kinds));

async function validate(file) {
    const bytes = fs.readFileSync(file);
    if (/\.(mp4|m4a)$/.test(file)) bytes.write('mif1', 8, 'latin1');
    const Kind = kinds[path.extname(file)];
    try {
        const asset = Kind.create ? await Kind.create(bytes) : new Kind(bytes);
        const jumbf = await asset.getManifestJUMBF();
        if (!jumbf) return ['no manifest store found'];
        return objections(await ManifestStore.read(SuperBox.fromBuffer(jumbf)).validate(asset));
    } catch (error) {
        return [String(error), ...objections(ValidationResult.fromError(error))];
    }
}

function objections(result) {
    if (result.isValid) return [];
    const entries = result.statusEntries ?? [];
    return entries.filter((entry) => !entry.success).map((entry) => `${entry.code} ${entry.explanation ?? ''}`);
}

const work = process.argv[2];
let bad = 0;
let count = 0;
// Not of updates: 0.9.4 looks for their ingredient under the label of version 1 only. Nor of redacted histories: it
// asks that what was redacted is still there, against C2PA 2.4 §6.8.2.
for (const form of ['created', 'opened', 'again', 'rights', 'redacted-plain', 'es256', 'es384']) {
    for (const name of fs.readdirSync(path.join(work, form)).sort()) {
        if (!endings.has(path.extname(name))) continue;
        count += 1;
        const found = await validate(path.join(work, form, name));
        found.forEach((objection) => console.log(`${form}/${name}: ${objection}`));
        bad += found.length > 0 ? 1 : 0;
    }
}
console.log(`${count - bad} of ${count} files are valid (c2pa-ts)`);
process.exit(bad > 0 || count < 25 ? 1 : 0);
