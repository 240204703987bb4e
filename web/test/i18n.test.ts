import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import en from '../src/i18n/en.json';
import zh from '../src/i18n/zh-CN.json';

const tables: Record<string, Record<string, string>> = { en, zh };

function sources(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = `${folder}/${entry.name}`;
        if (entry.isDirectory()) return sources(path);
        return /\.tsx?$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
    });
}

test('both languages have the same keys in the same order', () => {
    assert.deepEqual(Object.keys(zh), Object.keys(en));
});

test('no text is empty', () => {
    for (const [name, table] of Object.entries(tables))
        for (const [key, text] of Object.entries(table))
            assert.ok(text.trim() !== '', `${name}: ${key}`);
});

test('a text has the same places to fill in in both languages', () => {
    const places = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
        // "One job" needs no number.
        if (key.endsWith('.one')) continue;
        assert.deepEqual(places(zh[key]), places(en[key]), key);
    }
});

test('every text is used somewhere', () => {
    const code = sources(`${process.cwd()}/src`).join('\n');
    // Keys put together at run time: t(`filter.${name}`) and word('role', code).
    const begun = [...code.matchAll(/`([a-z_.]+)\$\{/g)].map((match) => match[1]!);
    const grouped = [...code.matchAll(/word\('(\w+)'/g)].map((match) => `${match[1]}.`);
    for (const key of Object.keys(en)) {
        const stem = key.replace(/\.(one|other)$/, '');
        const used =
            code.includes(`'${stem}'`) || [...begun, ...grouped].some((start) => stem.startsWith(start));
        assert.ok(used, key);
    }
});
