import { placeText } from '../geo';
import { say, t, word } from '../i18n';
import { stateName } from '../machine';
import { crews, gates, jobs, zones } from '../state/city';
import { select, type Noun } from '../state/select';
import { isOpen } from '../status';
import { levelName } from '../ui/LevelTag';
import { mapAsTable } from './view';

interface Row {
    noun: Noun;
    id: string;
    name: string;
    state: string;
    place: string;
}

function rowsNow(): Row[] {
    const rows: Row[] = [];
    for (const job of jobs.all.value)
        if (isOpen(job.state))
            rows.push({
                noun: 'job',
                id: job.id,
                name: `${job.number} ${say(job.title)}`,
                state: stateName(job.state),
                place: job.place.address ?? '',
            });
    for (const crew of crews.all.value)
        rows.push({
            noun: 'crew',
            id: crew.id,
            name: say(crew.name),
            state: word('crew_state', crew.state),
            place: crew.position ? placeText(crew.position) : '',
        });
    for (const zone of zones.all.value)
        if (zone.state === 'active')
            rows.push({ noun: 'zone', id: zone.id, name: say(zone.name), state: levelName(zone), place: '' });
    for (const gate of gates.all.value)
        rows.push({
            noun: 'gate',
            id: gate.id,
            name: say(gate.name),
            state: word('gate_state', gate.state),
            place: placeText(gate.place),
        });
    return rows;
}

/** What the map shows, as rows and words, with the same way to the details. */
export function PlacesTable() {
    return (
        <>
            <div class="pane-head">
                <h2>{t('map.title')}</h2>
                <span class="spacer" />
                <button type="button" class="quiet" onClick={() => (mapAsTable.value = false)}>
                    {t('view.as_map')}
                </button>
            </div>
            <div class="table-scroll" tabIndex={0} role="region" aria-label={t('map.title')}>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{t('map.kind')}</th>
                            <th scope="col">{t('map.name')}</th>
                            <th scope="col">{t('job.state')}</th>
                            <th scope="col">{t('map.place')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rowsNow().map((row) => (
                            <tr key={`${row.noun}${row.id}`}>
                                <td>{t(`noun.${row.noun}`)}</td>
                                <th scope="row">
                                    <button
                                        class="link"
                                        type="button"
                                        onClick={() => select(row.noun, row.id)}
                                    >
                                        {row.name}
                                    </button>
                                </th>
                                <td>{row.state}</td>
                                <td>{row.place}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </>
    );
}
