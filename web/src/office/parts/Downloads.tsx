/** The same thing on paper: links to a document as PDF and XLSX. */
import { t } from '../../i18n';

export function Downloads({ path, query }: { path: string; query: Record<string, string | undefined> }) {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const address = (format: string) =>
        `/api/v1${path}?${new URLSearchParams([...given, ['format', format]]).toString()}`;
    return (
        <span class="downloads">
            <a class="action" href={address('pdf')} download>
                {t('report.pdf')}
            </a>
            <a class="action" href={address('xlsx')} download>
                {t('report.xlsx')}
            </a>
        </span>
    );
}
