import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { forms, type ArgSpec } from '../src/gen/forms';
import en from '../src/i18n/en.json';

const folder = `${process.cwd()}/src/office/pages`;

/** The words on the screen that an argument needs: its label, and what its choices are called. */
function wordsOf(arg: ArgSpec): string[] {
    const own = arg.name ? [`arg.${arg.name}`] : [];
    const choices = (arg.words ?? []).map((choice) => `choice.${choice}`);
    const inner = [...(arg.fields ?? []), ...(arg.items ? [arg.items] : [])].flatMap(wordsOf);
    return [...own, ...choices, ...inner];
}

test('every argument that a form of the office asks for has a label', () => {
    const missing = new Set<string>();
    for (const file of readdirSync(folder)) {
        const code = readFileSync(`${folder}/${file}`, 'utf8');
        for (const form of code.matchAll(/<CommandForm\s[^]*?\/>/g)) {
            const command = /command="([a-z_.]+)"/.exec(form[0])![1]! as keyof typeof forms;
            const only = /only=\{\[([^\]]*)\]\}/.exec(form[0])?.[1]?.match(/\w+/g);
            const spec = forms[command];
            assert.ok(spec, `${file}: ${command} is a command`);
            for (const name of only ?? [])
                assert.ok(spec.args.some((arg) => arg.name === name), `${file}: ${command} takes ${name}`);
            for (const arg of spec.args)
                if (!arg.inPath && (!only || only.includes(arg.name)))
                    for (const key of wordsOf(arg)) if (!(key in en)) missing.add(key);
        }
    }
    assert.deepEqual([...missing], []);
});
