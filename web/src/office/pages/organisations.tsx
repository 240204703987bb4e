/** Organisations: the tree with its heads, who is lent where, and who answers for what. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { api, everything } from '../../api';
import { say, t, word } from '../../i18n';
import { mayCall } from '../../rights';
import { whenText } from '../../time';
import { attempt, problemText } from '../../ui/notice';
import { Facts } from '../../ui/Facts';
import { FoldedForm } from '../parts/CommandForm';
import { DataTable, type Column } from '../parts/DataTable';
import { useHolders } from '../parts/holders';
import { useOrgs, usePeople } from '../parts/people';
import { useList, useOne } from '../parts/read';
import { Tabs } from '../parts/Tabs';
import type { PageProps } from '../pages';
import type { Loan, OrgHeads, Responsibility, Responsible as Answerer, Site } from '../../gen/api';

export function Page({ rest }: PageProps) {
    const part = rest[0] ?? '';
    return (
        <>
            <h2>{t('office.organisations')}</h2>
            <Tabs
                base="/office/organisations"
                label={t('office.organisations')}
                at={part}
                parts={[
                    ['', 'org.tree'],
                    ['loans', 'org.loans'],
                    ['responsibility', 'org.responsibility'],
                ]}
            />
            {part === 'loans' ? <Loans /> : part === 'responsibility' ? <Responsible /> : <Tree />}
        </>
    );
}

/** Parents before their children, as the server gives them; the indent shows the level. */
function Tree() {
    const heads = useOne(() => api.orgHeads(), ['org', 'person', 'vehicle', 'loan']);
    const top = Math.min(...(heads.value?.items ?? []).map((one) => one.level));
    const order = new Map(heads.value?.items.map((one, i) => [one.id, i]));
    const columns: Column<OrgHeads>[] = [
        {
            id: 'name',
            title: t('org.name'),
            value: (org) => order.get(org.id),
            cell: (org) => <span style={{ paddingInlineStart: `${(org.level - top) * 18}px` }}>{say(org.name)}</span>,
        },
        { id: 'kind', title: t('org.kind'), value: (org) => word('choice', org.kind) },
        { id: 'own', title: t('org.own'), number: true, value: (org) => org.people.own },
        { id: 'out', title: t('org.lent_out'), number: true, value: (org) => org.people.lent_out },
        { id: 'in', title: t('org.lent_in'), number: true, value: (org) => org.people.lent_in },
        { id: 'present', title: t('org.present'), number: true, value: (org) => org.people.present },
        { id: 'total', title: t('org.total'), number: true, value: (org) => org.people.total },
        { id: 'present_total', title: t('org.present_total'), number: true, value: (org) => org.people.present_total },
        { id: 'available', title: t('org.available'), number: true, value: (org) => org.available_total },
        { id: 'vehicles', title: t('org.vehicles'), number: true, value: (org) => org.vehicles.present_total },
    ];
    return (
        <DataTable
            label={t('org.tree')}
            rows={heads.value?.items}
            columns={columns}
            keyOf={(org) => org.id}
            sort="name"
            pageRows={100}
        />
    );
}

function Loans() {
    const loans = useList<Loan>(api.loanList, ['loan']);
    const homes = useOrgs();
    const people = usePeople();
    const columns: Column<Loan>[] = [
        { id: 'who', title: t('org.who'), value: (loan) => people.name(loan.person) || word('arg', loan.vehicle ? 'vehicle' : 'person') },
        { id: 'from_org', title: t('org.home'), value: (loan) => homes.name(loan.from_org) },
        { id: 'to_org', title: t('org.works_at'), value: (loan) => homes.name(loan.to_org) },
        { id: 'from', title: t('permit.from'), value: (loan) => Date.parse(loan.from), cell: (loan) => whenText(loan.from) },
        { id: 'until', title: t('permit.until'), value: (loan) => (loan.until ? Date.parse(loan.until) : null), cell: (loan) => (loan.until ? whenText(loan.until) : t('org.open_end')) },
        { id: 'act', title: t('table.action'), value: () => '', cell: (loan) => <End loan={loan} /> },
    ];
    return (
        <>
            <DataTable label={t('org.loans')} rows={loans.value} columns={columns} keyOf={(loan) => loan.id} sort="-from" />
            <FoldedForm
                command="loan.create"
                only={['person', 'to_org', 'from', 'until', 'reason']}
                choices={{ person: people.choices, to_org: homes.choices }}
            />
        </>
    );
}

function End({ loan }: { loan: Loan }) {
    if (loan.until || !mayCall('loan.end')) return null;
    return (
        <button type="button" class="action" onClick={() => void attempt(() => api.loanEnd({ id: loan.id }), t('org.ended'))}>
            {t('org.end')}
        </button>
    );
}

/** S2-7: whose name stands behind a household. */
function Lookup() {
    const load = () => everything((cursor) => api.siteList({ limit: 1000, cursor }));
    const sites = useOne(load, ['site']);
    const wanted = useSignal('');
    const found = useSignal<Answerer | undefined>(undefined);
    const nobody = useSignal('');
    const list = useId();
    const nameOf = (site: Site) => say(site.name) || (site.address ?? site.id);
    async function look(event: SubmitEvent) {
        event.preventDefault();
        found.value = undefined;
        nobody.value = '';
        try {
            /* Whoever is quicker than the list waits for it. */
            const known = sites.value ?? (await load());
            const site = known.find((one) => nameOf(one) === wanted.value)?.id;
            found.value = site ? await api.responsibilityResolve({ site }) : undefined;
            nobody.value = site ? '' : t('org.no_site');
        } catch (problem) {
            nobody.value = problemText(problem);
        }
    }
    return (
        <form class="card stack" aria-label={t('org.lookup')} onSubmit={look}>
            <h3>{t('org.lookup')}</h3>
            <div class="tags">
                <input
                    required
                    list={list}
                    aria-label={t('org.household')}
                    placeholder={t('org.household')}
                    value={wanted.value}
                    onInput={(event) => (wanted.value = event.currentTarget.value)}
                />
                <datalist id={list}>
                    {(sites.value ?? []).map((site) => (
                        <option key={site.id} value={nameOf(site)} />
                    ))}
                </datalist>
                <button type="submit" class="action">
                    {t('org.look')}
                </button>
            </div>
            <p role="status">
                {nobody.value}
                {found.value && (
                    <>
                        <b>{say(found.value.name) || found.value.label}</b>
                        {found.value.substitute && ` · ${t('org.substitute')}`}
                        {!found.value.available && ` · ${t('org.away')}`}
                        {found.value.phone && (
                            <>
                                {' · '}
                                <a href={`tel:${found.value.phone}`}>{found.value.phone}</a>
                            </>
                        )}
                    </>
                )}
            </p>
        </form>
    );
}

function Responsible() {
    const list = useList<Responsibility>((page) => api.responsibilityList({ ...page, open: true }), ['responsibility']);
    const gaps = useOne(() => api.responsibilityGaps({}), ['responsibility', 'site']);
    const people = usePeople();
    const places = useHolders().places;
    const columns: Column<Responsibility>[] = [
        { id: 'name', title: t('org.area'), value: (one) => say(one.name) || (one.site ? t('org.one_site') : t('org.one_area')) },
        { id: 'person', title: t('arg.person'), value: (one) => people.name(one.person) },
        { id: 'substitutes', title: t('org.substitutes'), value: (one) => one.substitutes.map((id) => people.name(id)).join(', ') },
    ];
    return (
        <>
            <Lookup />
            <Facts
                rows={[
                    [t('org.sites'), gaps.value?.sites],
                    [t('org.resolved'), gaps.value?.resolved],
                    [t('org.gaps'), gaps.value && gaps.value.sites - gaps.value.resolved],
                ]}
            />
            <DataTable label={t('org.responsibility')} rows={list.value} columns={columns} keyOf={(one) => one.id} sort="name" />
            {gaps.value && gaps.value.gaps.length > 0 && (
                <DataTable
                    label={t('org.gaps')}
                    rows={gaps.value.gaps}
                    columns={[
                        { id: 'site', title: t('org.gaps'), value: (gap) => say(gap.name) || gap.site },
                        { id: 'address', title: t('org.address'), value: (gap) => gap.address },
                    ]}
                    keyOf={(gap) => gap.site}
                    pageRows={20}
                />
            )}
            <FoldedForm
                command="responsibility.create"
                only={['name', 'person', 'substitutes', 'site', 'note']}
                choices={{ person: people.choices, substitutes: people.choices, site: places }}
            />
        </>
    );
}
