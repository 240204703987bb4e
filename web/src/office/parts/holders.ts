/** Who holds goods, by name: the places that are not homes, and the crews. */
import { api, everything } from '../../api';
import { say, word } from '../../i18n';
import { crews } from '../../state/city';
import type { Choice } from './CommandForm';
import { useOne } from './read';
import type { Site, StockEnd } from '../../gen/api';

export interface Holders {
    places: Choice[];
    all: Choice[];
    /** What an end of a move is called. */
    name(end: StockEnd): string;
}

const byText = (a: Choice, b: Choice) => a.text.localeCompare(b.text);

export function useHolders(): Holders {
    const sites = useOne<Site[]>(
        () => everything((cursor) => api.siteList({ limit: 500, cursor })),
        ['site'],
    );
    useOne(() => crews.load(), ['crew']);
    const places = (sites.value ?? [])
        .filter((site) => site.kind !== 'household')
        .map((site) => ({ id: site.id, text: say(site.name) || (site.address ?? site.id) }))
        .sort(byText);
    const all = [...places, ...crews.all.value.map((crew) => ({ id: crew.id, text: say(crew.name) })).sort(byText)];
    const names = new Map(all.map((one) => [one.id, one.text]));
    return {
        places,
        all,
        name: (end) => names.get(end.id) ?? word('holder', end.kind === 'outside' ? end.id : end.kind),
    };
}
