import { t } from '../i18n';
import { inbox } from './inbox';

/** How much waits for the caller on a page. */
export function Badge({ page }: { page?: string }) {
    const waiting = inbox.value?.length ?? 0;
    if (waiting === 0 || (page && page !== 'approvals')) return null;
    return (
        <span class="badge">
            <span aria-hidden="true">{waiting}</span>
            <span class="hidden">{t('badge.waiting', { n: waiting })}</span>
        </span>
    );
}
