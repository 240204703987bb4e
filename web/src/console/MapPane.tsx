import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n';
import { mountMap, type CityMap } from '../map/city_map';
import { Icon, type IconName } from '../ui/Icon';
import { picking, pickPlace } from './call';
import { PlacesTable } from './PlacesTable';
import { draftPlace, mapAsTable } from './view';

export function MapPane() {
    return (
        <section class="map-pane pane" aria-label={t('map.title')}>
            {mapAsTable.value ? <PlacesTable /> : <Canvas />}
        </section>
    );
}

function Canvas() {
    const box = useRef<HTMLDivElement>(null);
    const map = useRef<CityMap | undefined>(undefined);
    useEffect(() => {
        map.current = mountMap(box.current!, draftPlace, pickPlace);
        return () => map.current?.dispose();
    }, []);

    const tool = (icon: IconName, label: string, act: () => void) => (
        <button type="button" class="icon-button" title={label} onClick={act}>
            <Icon name={icon} />
            <span class="hidden">{label}</span>
        </button>
    );
    return (
        <>
            <div class="map-canvas" ref={box} />
            {picking.value && <p class="map-hint">{t('map.pick')}</p>}
            <div class="map-tools">
                {tool('plus', t('map.closer'), () => map.current?.zoomBy(1))}
                {tool('minus', t('map.farther'), () => map.current?.zoomBy(-1))}
                {tool('fit', t('map.fit'), () => map.current?.fit())}
                {tool('table', t('view.as_table'), () => (mapAsTable.value = true))}
            </div>
        </>
    );
}
