// Bundles the page into build/web (what the program embeds), or with --test the unit tests into
// build/web-test. Nothing is fetched from anywhere; every file the page needs comes out of here.
import { build } from 'esbuild';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';

const root = new URL('..', import.meta.url).pathname;
const here = new URL('.', import.meta.url).pathname;

const common = {
    absWorkingDir: here,
    bundle: true,
    format: 'esm',
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
};

/** The licences of the packages whose code is in the bundle, as they ask for. */
async function licences(metafile) {
    const inside = Object.keys(metafile.inputs)
        .map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
        .filter(Boolean);
    const texts = [];
    for (const name of [...new Set(inside)].sort()) {
        const folder = `${here}node_modules/${name}`;
        const { version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
        const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
        const text = file ? await readFile(`${folder}/${file}`, 'utf8') : '';
        texts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
    }
    return texts.join(`\n${'-'.repeat(72)}\n\n`);
}

async function buildPage() {
    const out = `${root}build/web`;
    await rm(out, { recursive: true, force: true });
    await mkdir(out, { recursive: true });
    const { metafile } = await build({
        ...common,
        entryPoints: { app: 'src/main.tsx', style: 'src/style/index.css' },
        outdir: out,
        target: ['es2022'],
        // The crew's phone does not load the map code: each view is a chunk of its own.
        splitting: true,
        chunkNames: '[name]-[hash]',
        minify: true,
        legalComments: 'none',
        metafile: true,
    });
    await cp(`${here}static`, out, { recursive: true });
    await writeFile(`${out}/licences.txt`, await licences(metafile));
}

async function buildTests() {
    const out = `${root}build/web-test`;
    await rm(out, { recursive: true, force: true });
    const names = (await readdir(`${here}test`)).filter((name) => name.endsWith('.test.ts'));
    await build({
        ...common,
        entryPoints: names.map((name) => `test/${name}`),
        outdir: out,
        outExtension: { '.js': '.mjs' },
        platform: 'node',
        target: ['node18'],
    });
}

await (process.argv.includes('--test') ? buildTests() : buildPage());
