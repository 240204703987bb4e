/**
 * Words in two languages. A key that ends in .one/.other is chosen by the number `n` with the
 * plural rules of the language; {name} in a text is replaced by the value of that name.
 */
import { computed, effect, signal } from '@preact/signals';
import en from './i18n/en.json';
import zh from './i18n/zh-CN.json';
import type { Text } from './types';

export type Language = 'zh-CN' | 'en';
export type Key = keyof typeof en;

const texts: Record<Language, Record<string, string>> = { 'zh-CN': zh, en };

function preferred(): Language {
    const stored = localStorage.getItem('language');
    if (stored === 'zh-CN' || stored === 'en') return stored;
    return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
}

export const language = signal<Language>(preferred());
const plural = computed(() => new Intl.PluralRules(language.value));

effect(() => {
    document.documentElement.lang = language.value;
    document.title = t('app.title');
});

export function setLanguage(next: Language): void {
    localStorage.setItem('language', next);
    language.value = next;
}

export type Values = Record<string, string | number>;

function lookup(key: string, values: Values): string | undefined {
    const table = texts[language.value];
    if (typeof values.n === 'number') {
        const counted = table[`${key}.${plural.value.select(values.n)}`] ?? table[`${key}.other`];
        if (counted !== undefined) return counted;
    }
    return table[key];
}

export function t(key: Key | PluralKey, values: Values = {}): string {
    const text = lookup(key, values) ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

type PluralKey = Key extends infer K ? (K extends `${infer Stem}.other` ? Stem : never) : never;

/** The word for a code of the server (a state, a skill...), or the code itself when it is new. */
export function word(group: string, code: string | null | undefined): string {
    if (!code) return '';
    return lookup(`${group}.${code}`, {}) ?? code.replace(/[_.]/g, ' ');
}

/** The same at the head of a card: packs write titles in small letters, as they stand in a line. */
export function heading(text: Text | null | undefined): string {
    const said = say(text);
    return said.charAt(0).toUpperCase() + said.slice(1);
}

/** A short list, parted as the language does. */
export const listed = (parts: string[]): string => parts.join(language.value === 'en' ? ', ' : '、');

/** The name in the language of the screen, or in the other one when there is only that. */
export function say(text: Text | string | null | undefined): string {
    if (!text) return '';
    if (typeof text === 'string') return text;
    return language.value === 'en' ? text.en || text.zh || '' : text.zh || text.en || '';
}

/** An amount as the language writes it, with at most so many decimals. */
export const amountText = (amount: number, decimals = 3): string =>
    new Intl.NumberFormat(language.value, { maximumFractionDigits: decimals }).format(amount);
