/** Passes: who may enter which zone, from when until when. */
import { api } from '../../api';
import { say, t, word } from '../../i18n';
import { mayCall } from '../../rights';
import { crews, term, zones } from '../../state/city';
import { whenText } from '../../time';
import { attempt } from '../../ui/notice';
import { FoldedForm } from '../parts/CommandForm';
import { DataTable, type Column } from '../parts/DataTable';
import { useList, useOne } from '../parts/read';
import type { Name, Permit } from '../../gen/api';

const choose = (rows: { id: string; name: Name }[]) =>
    rows.map((row) => ({ id: row.id, text: say(row.name) }));

export function Page() {
    useOne(() => Promise.all([crews.load(), zones.load()]), ['crew', 'zone']);
    const permits = useList<Permit>(api.permitList, ['permit']);

    return (
        <>
            <h2>{t('office.permits')}</h2>
            <DataTable
                label={t('office.permits')}
                rows={permits.value}
                columns={columns()}
                keyOf={(permit) => permit.id}
                sort="-until"
            />
            <FoldedForm
                command="permit.create"
                only={['holder', 'zone', 'from', 'until', 'reason']}
                choices={{ 'holder.crew': choose(crews.all.value), zone: choose(zones.all.value) }}
            />
        </>
    );
}

function holderText(permit: Permit): string {
    const crew = permit.holder.crew && crews.rows.value.get(permit.holder.crew);
    return crew ? say(crew.name) : Object.keys(permit.holder).map((kind) => word('arg', kind)).join();
}

function zoneText(permit: Permit): string {
    const zone = permit.zone && zones.rows.value.get(permit.zone);
    return zone ? say(zone.name) : t('permit.any_zone');
}

const columns = (): Column<Permit>[] => [
    { id: 'kind', title: t('permit.kind'), value: (permit) => term('permits', permit.kind ?? '') },
    { id: 'holder', title: t('permit.holder'), value: holderText },
    { id: 'zone', title: t('permit.zone'), value: zoneText },
    {
        id: 'from',
        title: t('permit.from'),
        value: (permit) => Date.parse(permit.from),
        cell: (permit) => whenText(permit.from),
    },
    {
        id: 'until',
        title: t('permit.until'),
        value: (permit) => Date.parse(permit.until),
        cell: (permit) => whenText(permit.until),
    },
    { id: 'state', title: t('job.state'), value: (permit) => word('choice', permit.state) },
    { id: 'act', title: t('table.action'), value: () => '', cell: (permit) => <Revoke permit={permit} /> },
];

function Revoke({ permit }: { permit: Permit }) {
    if (permit.state !== 'valid' || !mayCall('permit.revoke')) return null;
    const revoke = () => attempt(() => api.permitRevoke({ id: permit.id }), t('permit.revoked'));
    return (
        <button type="button" class="action" onClick={() => void revoke()}>
            {t('permit.revoke')}
        </button>
    );
}
