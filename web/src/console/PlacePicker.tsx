import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import { parsePlace, placeText } from '../geo';
import { say, t, word } from '../i18n';
import type { Site } from '../types';
import { findSites } from './call';
import { draftPlace } from './view';

const waitMs = 180;

/** Where it is: a known site by name or address, coordinates, or a click on the map. */
export function PlacePicker() {
    const text = useSignal('');
    const found = useSignal<Site[]>([]);
    const active = useSignal(0);
    const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
    const listId = useId();
    const place = draftPlace.value;

    function look(typed: string) {
        text.value = typed;
        clearTimeout(timer.current);
        const typedPlace = parsePlace(typed);
        if (typedPlace) {
            draftPlace.value = typedPlace;
            found.value = [];
            return;
        }
        if (typed.trim().length < 1) {
            found.value = [];
            return;
        }
        timer.current = setTimeout(async () => {
            const sites = await findSites(typed.trim()).catch(() => []);
            if (text.peek() === typed) found.value = sites;
            active.value = 0;
        }, waitMs);
    }

    function choose(site: Site | undefined) {
        if (!site) return;
        const label = [say(site.name), site.address].filter(Boolean).join(' · ');
        draftPlace.value = { ...site.place, site: site.id, label };
        text.value = '';
        found.value = [];
    }

    function press(event: KeyboardEvent) {
        const last = found.value.length - 1;
        if (last < 0) return;
        if (event.key === 'ArrowDown') active.value = Math.min(last, active.value + 1);
        else if (event.key === 'ArrowUp') active.value = Math.max(0, active.value - 1);
        else if (event.key === 'Enter') choose(found.value[active.value]);
        else if (event.key === 'Escape') found.value = [];
        else return;
        event.preventDefault();
    }

    const open = found.value.length > 0;
    return (
        <div class="field place-picker">
            <label for="place">{t('intake.place')}</label>
            <input
                id="place"
                role="combobox"
                autocomplete="off"
                aria-expanded={open}
                aria-controls={listId}
                aria-activedescendant={open ? `${listId}-${active.value}` : undefined}
                placeholder={t('intake.place_hint')}
                value={text.value}
                onInput={(event) => look(event.currentTarget.value)}
                onKeyDown={press}
            />
            <ul class="search-hits" id={listId} role="listbox" aria-label={t('intake.place')} hidden={!open}>
                {found.value.map((site, index) => (
                    <li
                        key={site.id}
                        id={`${listId}-${index}`}
                        role="option"
                        aria-selected={index === active.value}
                        onMouseDown={() => choose(site)}
                    >
                        <b>{say(site.name)}</b>
                        <span>{[word('site', site.kind), site.address].filter(Boolean).join(' · ')}</span>
                    </li>
                ))}
            </ul>
            {place && (
                <p class="chosen-place">
                    <b>{place.label ?? t('intake.point')}</b> <span>{placeText(place)}</span>
                    <button type="button" class="link" onClick={() => (draftPlace.value = null)}>
                        {t('action.change')}
                    </button>
                </p>
            )}
        </div>
    );
}
