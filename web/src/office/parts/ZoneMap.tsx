/** The city's map, on which the middle of a new zone is clicked; the zone is drawn as large as it will be. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n';
import { mountMap, type Drafted } from '../../map/city_map';
import { crews, gates, zones } from '../../state/city';
import { attempt } from '../../ui/notice';
import type { Position } from '../../types';

interface ZoneMapProps {
    drafted: Drafted | null;
    pick(place: Position): void;
}

export function ZoneMap({ drafted, pick }: ZoneMapProps) {
    const box = useRef<HTMLDivElement>(null);
    const shown = useSignal<Drafted | null>(null);
    const picked = useRef(pick);
    picked.current = pick;
    useEffect(() => {
        shown.value = drafted;
    }, [drafted?.lon, drafted?.lat, drafted?.half_m]);
    useEffect(() => {
        const map = mountMap(box.current!, shown, (place) => {
            picked.current(place);
            return true;
        });
        void attempt(async () => {
            await Promise.all([zones.load(), gates.load(), crews.load()]);
            map.fit();
        });
        return () => map.dispose();
    }, []);
    return (
        <div class="zone-map">
            <div class="map-canvas" ref={box} role="img" aria-label={t('map.title')} />
            <p class="map-hint">{t('what_if.pick')}</p>
        </div>
    );
}
