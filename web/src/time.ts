/**
 * Times as the city reads them. The server writes every time in the city's offset; the page shows
 * that wall clock whatever zone the browser is in.
 */
import { computed, signal } from '@preact/signals';
import { language, t } from './i18n';
import type { Clock } from './types';

const minute = 60_000;

/** The served time when it was last told, and the browser's running time at that moment. */
const told = signal({ at: Date.now(), heard: performance.now(), runs: true });
const offsetMinutes = signal(8 * 60);
const tick = signal(0);

setInterval(() => (tick.value += 1), 1000);

/** The server's time, in milliseconds. A virtual clock stands still between what is told. */
export const now = computed(() => {
    tick.value;
    const { at, heard, runs } = told.value;
    return runs ? at + performance.now() - heard : at;
});

/** The same, moving once a minute: for whatever need not be redrawn each second. */
export const nowMinute = computed(() => Math.floor(now.value / minute) * minute);

export function setClock(clock: Clock): void {
    told.value = { at: Date.parse(clock.now), heard: performance.now(), runs: !clock.virtual };
    offsetMinutes.value = clock.offset_min;
}

const formats = computed(() => {
    const make = (options: Intl.DateTimeFormatOptions) =>
        new Intl.DateTimeFormat(language.value, { ...options, timeZone: 'UTC', hourCycle: 'h23' });
    return {
        clock: make({ hour: '2-digit', minute: '2-digit' }),
        seconds: make({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
        day: make({ month: 'short', day: 'numeric' }),
        date: make({ year: 'numeric', month: 'short', day: 'numeric', weekday: 'short' }),
    };
});

/** The instant moved by the city's offset, so that formatting it as UTC gives the city's clock. */
function local(time: string | number): Date {
    const instant = typeof time === 'string' ? Date.parse(time) : time;
    return new Date(instant + offsetMinutes.value * minute);
}

export const clockText = (time: string | number): string => formats.value.clock.format(local(time));
export const secondsText = (time: string | number): string =>
    formats.value.seconds.format(local(time));
export const dateText = (time: string | number): string => formats.value.date.format(local(time));

/** The clock alone today, with the day before it on any other day. */
export function whenText(time: string | number | null | undefined): string {
    if (!time) return '–';
    const there = local(time);
    const here = local(nowMinute.value);
    const same = there.toISOString().slice(0, 10) === here.toISOString().slice(0, 10);
    const clock = formats.value.clock.format(there);
    return same ? clock : `${formats.value.day.format(there)} ${clock}`;
}

/** "5 min", "1 h 20 min": whole minutes, because nobody acts on seconds. */
export function spanText(ms: number): string {
    const minutes = Math.round(Math.abs(ms) / minute);
    if (minutes < 60) return t('span.minutes', { minutes });
    const hours = Math.floor(minutes / 60);
    if (hours >= 48) return t('span.days', { days: Math.round(hours / 24) });
    return minutes % 60
        ? t('span.hours_minutes', { hours, minutes: minutes % 60 })
        : t('span.hours', { hours });
}

/** The hours of the city's clock between two instants, for the axis of a timeline. */
export function ticksBetween(from: number, until: number, stepMinutes: number): number[] {
    const step = stepMinutes * minute;
    const shift = offsetMinutes.value * minute;
    const ticks: number[] = [];
    for (let at = Math.ceil((from + shift) / step) * step; at <= until + shift; at += step)
        ticks.push(at - shift);
    return ticks;
}

/** A time for an input of the city's clock, "2022-09-27T11:32", and back as the server reads it. */
export const fieldTime = (time: string): string => local(time).toISOString().slice(0, 16);

export function cityTime(typed: string): string {
    const shift = Math.abs(offsetMinutes.value);
    const pad = (part: number) => String(part).padStart(2, '0');
    const sign = offsetMinutes.value < 0 ? '-' : '+';
    return `${typed.slice(0, 16)}:00${sign}${pad(Math.floor(shift / 60))}:${pad(shift % 60)}`;
}
