import { useEffect, useRef } from 'preact/hooks';
import { say, t } from '../i18n';
import { mountMap, type CityMap } from '../map/city_map';
import { coverage, loadCoverage } from '../state/city';
import { clockText, spanText } from '../time';
import type { Coverage } from '../types';
import { Icon, type IconName } from '../ui/Icon';
import { attempt } from '../ui/notice';
import { picking, pickPlace } from './call';
import { PlacesTable } from './PlacesTable';
import { coverageShown, draftPlace, mapAsTable } from './view';

export function MapPane() {
    return (
        <section class="map-pane pane" aria-label={t('map.title')}>
            {mapAsTable.value ? <PlacesTable /> : <Canvas />}
        </section>
    );
}

/** Shows how soon each part of the city could be reached, as of now; pressed again, no longer. */
function CoverageButton() {
    const shown = coverageShown.value;
    const found = coverage.value;
    const toggle = () => {
        coverageShown.value = !shown;
        if (!shown) void attempt(loadCoverage);
    };
    return (
        <>
            <button
                type="button"
                class="icon-button"
                aria-pressed={shown}
                title={t('coverage.show')}
                onClick={toggle}
            >
                <Icon name="clock" />
                <span class="hidden">{t('coverage.show')}</span>
            </button>
            {shown && found && <CoverageLegend found={found} />}
        </>
    );
}

function CoverageLegend({ found }: { found: Coverage }) {
    const worst = (pick: (cell: Coverage['cells'][number]) => number) =>
        spanText(Math.max(0, ...found.cells.map(pick)) * 1000);
    return (
        <div class="coverage-legend" role="status">
            <b>{t('coverage.title', { time: clockText(found.at) })}</b>
            <span>{t('coverage.now', { span: worst((cell) => cell.now_s) })}</span>
            <span>{t('coverage.hour', { span: worst((cell) => cell.hour_s) })}</span>
            {found.standby.map((post) => (
                <span key={post.crew}>
                    {t('coverage.standby', { crew: say(post.name), span: spanText(post.gain_s * 1000) })}
                </span>
            ))}
        </div>
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
                <CoverageButton />
                {tool('table', t('view.as_table'), () => (mapAsTable.value = true))}
            </div>
        </>
    );
}
