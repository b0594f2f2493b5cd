// The C2PA conformance rubrics over crJSON: rubrics.mjs CONFORMANCE_FOLDER FILE.json…
//
// A rubric is two YAML documents: variables and named expressions, then checks, all in json-formula. `failIfMatched` and
// `warnIfMatched` checks collect offenders, and must collect none; all others must come out true. Warnings count here,
// too: what we write gives no reason for any.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(path.join(process.env.LIGHTMARK_OUTSIDE_CACHE, 'package.json'));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const { default: JsonFormula } = await load('@adobe/json-formula');
const yaml = (await load('js-yaml')).default;

const EXPECTED_SPEC_VERSION = '2.4';
const ANY = 1; // dataTypes.TYPE_ANY

function evaluator(head, document) {
    const globals = { ...head.variables, $expected_spec_version: EXPECTED_SPEC_VERSION };
    const functions = {};
    const debug = [];
    const formula = new JsonFormula(functions, null, debug);
    const evaluate = (expression, more = {}) => {
        const all = { ...globals, ...more };
        return formula.run(formula.compile(expression, Object.keys(all)), document, 'en-US', all);
    };
    for (const [name, expression] of Object.entries(head.expressions ?? {})) {
        // Named expressions see the whole document, and their arguments as $args.
        functions[name] = {
            _func: (args) => evaluate(expression, { $args: args }),
            _signature: [{ types: [ANY], variadic: true, optional: true }],
        };
    }
    const complete = new JsonFormula(functions, null, debug);
    formula.formula = complete.formula;
    return { evaluate, debug };
}

function isMatched(value) {
    if (Array.isArray(value)) return value.length > 0;
    return value !== null && value !== undefined && value !== false && value !== '';
}

function run(file, rubric) {
    const documents = yaml.loadAll(fs.readFileSync(rubric, 'utf8'));
    const [head, checks] = documents;
    const { evaluate } = evaluator(head, JSON.parse(fs.readFileSync(file, 'utf8')));
    const found = [];
    for (const check of checks) {
        let value;
        try {
            value = evaluate(check.expression);
        } catch (error) {
            found.push(`${check.id}: cannot be evaluated: ${error.message ?? error}`);
            continue;
        }
        const passed = check.failIfMatched || check.warnIfMatched ? !isMatched(value) : value === true;
        if (!passed) {
            found.push(`${check.id}: ${check.reportText.false.en.replace('{{matches}}', JSON.stringify(value))}`);
        }
    }
    return { found, count: checks.length };
}

const [folder, ...files] = process.argv.slice(2);
const rubrics = fs.readdirSync(folder).filter((name) => name.endsWith('.yml')).map((name) => path.join(folder, name));
let bad = 0;
let checked = 0;
for (const file of files) {
    for (const rubric of rubrics) {
        const { found, count } = run(file, rubric);
        checked += count;
        bad += found.length;
        found.forEach((objection) => console.log(`${path.basename(file)}: ${objection}`));
    }
}
// A rubric that cannot fail proves nothing: a document without a manifest must be refused.
const empty = path.join(path.dirname(files[0]), 'empty.json.tmp');
fs.writeFileSync(empty, '{"manifests": []}');
const refused = rubrics.every((rubric) => run(empty, rubric).found.length > 0);
fs.rmSync(empty);
console.log(`${checked - bad} of ${checked} checks pass over ${files.length} files (${rubrics.length} rubrics)`);
process.exit(bad > 0 || checked === 0 || !refused ? 1 : 0);
