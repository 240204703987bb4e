/** Chains of custody: what is on its way and with whom, what is held too long, every hand-over on record. */
import { api } from '../../api';
import { amountText, language, say, t, word } from '../../i18n';
import { dateText, now, whenText } from '../../time';
import { Facts } from '../../ui/Facts';
import { Link } from '../../ui/Link';
import { FoldedForm } from '../parts/CommandForm';
import { DataTable, type Column } from '../parts/DataTable';
import { Downloads } from '../parts/Downloads';
import { useHolders, type Holders } from '../parts/holders';
import { useList, useOne } from '../parts/read';
import { Tabs } from '../parts/Tabs';
import type { PageProps } from '../pages';
import type { Form, Manifest, ManifestHistory, ManifestLine, Party, Vehicle } from '../../gen/api';

const views = ['', 'overdue', 'all'] as const;

export function Page({ rest }: PageProps) {
    const part = rest[0] ?? '';
    if (part && !views.some((view) => view === part)) return <One id={part} key={part} />;
    return (
        <>
            <h2>{t('office.custody')}</h2>
            <Tabs
                base="/office/custody"
                label={t('office.custody')}
                at={part}
                parts={[
                    ['', 'custody.open'],
                    ['overdue', 'custody.overdue'],
                    ['all', 'custody.all'],
                ]}
            />
            <List key={part} view={part} />
        </>
    );
}

const kinds = ['waste', 'samples', 'cash_boxes', 'persons', 'parcels'];

/** What a party is called: a site, a crew, a vehicle by its plate, a person. */
type Called = (party: Party | undefined) => string;

function useParties(holders: Holders): Called {
    const vehicles = useList<Vehicle>(api.vehicleList, ['vehicle']);
    const plates = new Map((vehicles.value ?? []).map((one) => [one.id, one.plate]));
    return (party) => {
        const [kind, id] = Object.entries(party ?? {})[0] ?? [];
        return kind && id ? (plates.get(id) ?? holders.name({ kind: kind as never, id })) : '';
    };
}

/** The limit that runs, in red when it is over. */
function Due({ manifest }: { manifest: Manifest }) {
    if (!manifest.due_at) return null;
    const late = Date.parse(manifest.due_at) < now.value;
    return <span class={late ? 'urgency urgency-tag-red' : ''}>{whenText(manifest.due_at)}</span>;
}

function List({ view }: { view: string }) {
    const holders = useHolders();
    const called = useParties(holders);
    const filter = view === 'overdue' ? { overdue: true } : view === 'all' ? {} : { open: true };
    const list = useList<Manifest>((page) => api.manifestList({ ...page, ...filter }), ['manifest'], [view]);
    const columns: Column<Manifest>[] = [
        {
            id: 'number',
            title: t('table.number'),
            value: (one) => one.number,
            cell: (one) => <Link to={`/office/custody/${one.id}`}>{one.number}</Link>,
        },
        { id: 'kind', title: t('custody.kind'), value: (one) => word('custody_kind', one.kind) },
        { id: 'site', title: t('custody.from'), value: (one) => called({ site: one.site }) },
        { id: 'packages', title: t('custody.packages'), number: true, value: (one) => one.packages },
        { id: 'kg', title: t('custody.kg'), number: true, value: (one) => one.kg, cell: (one) => (one.kg ? amountText(one.kg) : '') },
        { id: 'state', title: t('job.state'), value: (one) => word('manifest_state', one.state) },
        {
            id: 'due',
            title: t('custody.until'),
            value: (one) => (one.due_at ? Date.parse(one.due_at) : null),
            cell: (one) => <Due manifest={one} />,
        },
    ];
    return (
        <>
            <DataTable label={t('office.custody')} rows={list.value} columns={columns} keyOf={(one) => one.id} sort="-number" />
            <FoldedForm
                command="manifest.create"
                only={['kind', 'site', 'lines', 'note']}
                choices={{
                    kind: kinds.map((id) => ({ id, text: word('custody_kind', id) })),
                    site: holders.places,
                }}
            />
        </>
    );
}

function One({ id }: { id: string }) {
    const called = useParties(useHolders());
    const manifest = useOne<Manifest>(() => api.manifestGet({ id }), ['manifest'], [id]).value;
    if (!manifest) return null;
    const columns: Column<ManifestLine>[] = [
        { id: 'code', title: t('custody.line'), value: (line) => line.code },
        { id: 'what', title: t('custody.what'), value: (line) => line.name ?? line.category },
        { id: 'seal', title: t('custody.seal'), value: (line) => line.seal },
        { id: 'packages', title: t('custody.packages'), number: true, value: (line) => line.packages },
        { id: 'kg', title: t('custody.kg'), number: true, value: (line) => line.kg, cell: (line) => (line.kg ? amountText(line.kg) : '') },
        { id: 'held', title: t('custody.with'), value: (line) => heldBy(called, line) },
    ];
    return (
        <>
            <h2>
                <Link to="/office/custody">{t('office.custody')}</Link> · {manifest.number}
            </h2>
            <Facts
                rows={[
                    [t('custody.kind'), word('custody_kind', manifest.kind)],
                    [t('custody.from'), called({ site: manifest.site })],
                    [t('job.state'), word('manifest_state', manifest.state)],
                    [t('custody.until'), manifest.due_at && <Due manifest={manifest} />],
                    [t('custody.keep'), dateText(manifest.keep_until)],
                    [t('request.note'), manifest.note],
                ]}
            />
            <Papers manifest={manifest} />
            <DataTable label={t('custody.lines')} rows={manifest.lines} columns={columns} keyOf={(line) => line.code} sort="code" />
            <h3>{t('custody.history')}</h3>
            <ol class="stack">
                {manifest.history.map((entry, i) => (
                    <Entry key={i} entry={entry} called={called} />
                ))}
            </ol>
        </>
    );
}

const heldBy = (called: Called, line: ManifestLine): string =>
    line.holdings
        .filter((one) => one.packages > 0 || one.kg > 0)
        .map((one) => `${called(one.party)} (${word('stage', one.stage)})`)
        .join(', ');

/** The forms that a manifest is printed as. */
function Papers({ manifest }: { manifest: Manifest }) {
    const forms = useList<Form>(() => api.formList() as never, []);
    const fitting = (forms.value ?? []).filter((form) => form.source === 'manifest' && fits(form, manifest));
    return (
        <p class="tags">
            {fitting.map((form) => (
                <span key={form.id} class="tags">
                    {say(form.name)}
                    <Downloads
                        path={`/forms/${form.id}/print`}
                        query={{ thing: manifest.id, lang: language.value === 'en' ? 'en' : 'zh' }}
                    />
                </span>
            ))}
        </p>
    );
}

/** A form for names fits a list of names, one for weights what is weighed. */
function fits(form: Form, manifest: Manifest): boolean {
    const blocks = form.blocks as unknown as { columns?: { id: string }[] }[];
    const asks = (what: string) => blocks.some((block) => block.columns?.some((column) => column.id === what));
    const named = manifest.lines.some((line) => line.name);
    return named ? asks('name') : manifest.kg > 0 && asks('kg');
}

function Entry({ entry, called }: { entry: ManifestHistory; called: Called }) {
    const signed = Object.values(entry.signatures ?? {}).flatMap((one) => (one ? [one.by] : []));
    const moved = entry.lines.reduce((all, line) => all + line.packages, 0);
    const kg = entry.lines.reduce((all, line) => all + line.kg, 0);
    return (
        <li class="card">
            <p>
                <b>{word('manifest_entry', entry.what)}</b> · {whenText(entry.at)}
            </p>
            <Facts
                rows={[
                    [t('custody.way'), entry.to && `${called(entry.from)} → ${called(entry.to)}`],
                    [t('custody.packages'), moved || null],
                    [t('custody.kg'), kg ? amountText(kg) : null],
                    [t('custody.signed'), signed.join(' · ')],
                    [t('custody.method'), entry.method],
                    [t('arg.reason'), entry.reason ?? entry.lines.flatMap((line) => line.reason ?? []).join('; ')],
                ]}
            />
        </li>
    );
}
