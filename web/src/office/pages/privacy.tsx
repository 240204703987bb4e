/** Who looked at personal values, and why; a resident sees the looks at their own requests. */
import { useSignal } from '@preact/signals';
import { api } from '../../api';
import type { Look } from '../../gen/api';
import { t, word } from '../../i18n';
import { whenText } from '../../time';
import { Facts } from '../../ui/Facts';
import { valueText } from '../../ui/valueText';
import { FoldedForm } from '../parts/CommandForm';
import { DataTable, type Column } from '../parts/DataTable';
import { useList } from '../parts/read';

export function Page() {
    const looks = useList<Look>(api.privacyLooks, ['look', 'request', 'person']);
    const columns: Column<Look>[] = [
        { id: 'at', title: t('privacy.at'), value: (row) => row.at, cell: (row) => whenText(row.at) },
        { id: 'by', title: t('privacy.by'), value: (row) => row.by },
        { id: 'role', title: t('privacy.role'), value: (row) => word('role', row.role) },
        { id: 'purpose', title: t('arg.purpose'), value: (row) => word('purpose', row.purpose) },
        { id: 'thing', title: t('approval.about'), value: (row) => `${word('choice', row.noun)} ${row.thing}` },
        { id: 'fields', title: t('privacy.fields'), value: (row) => row.fields.join(', ') },
        { id: 'reason', title: t('arg.reason'), value: (row) => row.reason },
    ];
    return (
        <>
            <h2>{t('office.privacy')}</h2>
            <p class="muted">{t('privacy.about')}</p>
            <DataTable label={t('office.privacy')} rows={looks.value} columns={columns} keyOf={(row) => row.id} sort="-at" />
            <Ask />
        </>
    );
}

/** Masked values are shown after saying why; the look stands in the list above at once. */
function Ask() {
    const values = useSignal<Record<string, unknown> | null>(null);
    return (
        <FoldedForm
            title={t('privacy.ask')}
            command="privacy.look"
            choices={{ purpose: ['supervision', 'handling'].map((id) => ({ id, text: word('purpose', id) })) }}
            typed={['thing']}
            done={(reply) => (values.value = (reply as { values: Record<string, unknown> }).values)}
        >
            {values.value && (
                <div class="pad">
                    <Facts rows={Object.entries(values.value).map(([name, value]) => [name, valueText(value)])} />
                </div>
            )}
        </FoldedForm>
    );
}
