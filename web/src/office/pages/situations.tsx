/** Situation reports: who has not sent one, a new one, approval, and the paper. */
import { api } from '../../api';
import { language, listed, say, t, word } from '../../i18n';
import { mayCall } from '../../rights';
import { whenText } from '../../time';
import { attempt } from '../../ui/notice';
import { FoldedForm } from '../parts/CommandForm';
import { DataTable, type Column } from '../parts/DataTable';
import { Downloads } from '../parts/Downloads';
import { useList, useOne } from '../parts/read';
import type { Situation } from '../../gen/api';

export function Page() {
    const reports = useList<Situation>(api.situationList, ['situation']);
    return (
        <>
            <h2>{t('office.situations')}</h2>
            <Missing />
            <DataTable
                label={t('office.situations')}
                rows={reports.value}
                columns={columns()}
                keyOf={(report) => report.id}
                sort="-as_of"
            />
            <FoldedForm
                command="situation.create"
                only={['stage', 'level', 'zones', 'incidents', 'measures', 'problems', 'asks', 'next_steps', 'nothing']}
            />
        </>
    );
}

/** Who has not reported for the last hour of reports. */
function Missing() {
    const missing = useOne(() => api.situationMissing(), ['situation', 'org']);
    const value = missing.value;
    if (!value) return null;
    const names = value.missing.map((one) => say(one.name) || one.org);
    return (
        <p role="status">
            {t('report.due', { at: whenText(value.due_at), n: value.organisations })}{' '}
            {names.length ? t('report.missing', { names: listed(names) }) : t('report.all_in')}
        </p>
    );
}

const columns = (): Column<Situation>[] => [
    { id: 'number', title: t('report.number'), value: (report) => report.number },
    { id: 'stage', title: t('report.stage'), value: (report) => word('choice', report.stage) },
    {
        id: 'as_of',
        title: t('report.as_of'),
        value: (report) => Date.parse(report.as_of),
        cell: (report) => whenText(report.as_of),
    },
    { id: 'state', title: t('job.state'), value: (report) => word('choice', report.state) },
    { id: 'by', title: t('report.approved_by'), value: (report) => report.approved_by ?? '' },
    { id: 'act', title: t('table.action'), value: () => '', cell: (report) => <Acts report={report} /> },
];

function Acts({ report }: { report: Situation }) {
    const approve = () => attempt(() => api.situationApprove({ id: report.id }), t('report.approved'));
    const lang = language.value === 'en' ? 'en' : 'zh';
    return (
        <>
            {report.state === 'draft' && mayCall('situation.approve') && (
                <button type="button" class="action" onClick={() => void approve()}>
                    {t('report.approve')}
                </button>
            )}
            <Downloads path="/forms/situation_report/print" query={{ thing: report.id, lang }} />
        </>
    );
}
