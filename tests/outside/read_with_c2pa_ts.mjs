// Validates what @trustnxt/c2pa-ts can read, an implementation of its own: JPEG, PNG, HEIC, HEIF, MP4 and MP3. It does
// not check the chain of trust, nor CAWG identities.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(path.join(process.env.LIGHTMARK_OUTSIDE_CACHE, 'package.json'));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const assets = await load('@trustnxt/c2pa-ts/asset');
const { SuperBox } = await load('@trustnxt/c2pa-ts/jumbf');
const { ManifestStore, ValidationResult } = await load('@trustnxt/c2pa-ts/manifest');

const kinds = [assets.JPEG, assets.PNG, assets.MP3, assets.BMFF].filter(Boolean);
const endings = new Set(['.jpg', '.png', '.heic', '.heif', '.mp4', '.mp3']);

async function validate(file) {
    const bytes = fs.readFileSync(file);
    for (const Kind of kinds) {
        if (!(await Kind.canRead(bytes))) continue;
        const asset = Kind.create ? await Kind.create(bytes) : new Kind(bytes);
        const jumbf = await asset.getManifestJUMBF();
        if (!jumbf) return ['no manifest store found'];
        try {
            const result = await ManifestStore.read(SuperBox.fromBuffer(jumbf)).validate(asset);
            return objections(result);
        } catch (error) {
            return [String(error), ...objections(ValidationResult.fromError(error))];
        }
    }
    return ['format not recognised'];
}

function objections(result) {
    if (result.isValid) return [];
    const entries = result.statusEntries ?? [];
    return entries.filter((entry) => !entry.success).map((entry) => `${entry.code} ${entry.explanation ?? ''}`);
}

const work = process.argv[2];
let bad = 0;
let count = 0;
for (const form of ['created', 'opened', 'again']) {
    for (const name of fs.readdirSync(path.join(work, form)).sort()) {
        if (!endings.has(path.extname(name))) continue;
        count += 1;
        const found = await validate(path.join(work, form, name));
        found.forEach((objection) => console.log(`${form}/${name}: ${objection}`));
        bad += found.length > 0 ? 1 : 0;
    }
}
console.log(`${count - bad} of ${count} files are valid (c2pa-ts)`);
process.exit(bad > 0 || count < 18 ? 1 : 0);
