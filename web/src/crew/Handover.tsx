/**
 * A step that is a hand-over of a chain of custody: the list is chosen (or made on the spot), every line
 * is read again, both sides sign (a name, the finger, a pass), with a photo if wanted; then the step is done with the list's number.
 */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, everything, newKey } from '../api';
import { amountText, say, t } from '../i18n';
import { crews } from '../state/city';
import { attempt } from '../ui/notice';
import type { Job, Step, Visit } from '../types';
import type { Manifest, ManifestLine, ManifestPart, Party, Signature, Site } from '../gen/api';
import { isSigned, signatureOf, SignOff, unsigned, type Signing } from './SignOff';
import { shrunk, Upload } from './upload';

interface HandoverProps {
    visit: Visit;
    job: Job | undefined;
    step: Step;
    save(value: unknown): Promise<void>;
}

const custodyOf = (step: Step): string => (step.limits as { custody?: string } | undefined)?.custody ?? '';
const isMine = (visit: Visit, party: Party): boolean =>
    party.crew === visit.crew || (!!party.vehicle && party.vehicle === crews.at(visit.crew).value?.vehicle);
const held = (line: ManifestLine, by: (party: Party) => boolean) =>
    line.holdings.find((one) => one.packages > 0 && one.stage !== 'treated' && by(one.party));

export function Handover(props: HandoverProps) {
    return props.step.kind === 'manifest_in' ? <Take {...props} /> : <Give {...props} />;
}

function useManifests(kind: string, again: unknown[] = []) {
    const found = useSignal<Manifest[] | undefined>(undefined);
    useEffect(() => {
        void attempt(async () => {
            found.value = await everything((cursor) => api.manifestList({ kind, open: true, limit: 500, cursor }));
        });
    }, again);
    return found;
}

/** Lists that wait where the crew takes over: at its depot before it sets off, else at the place. */
function Take({ visit, job, step, save }: HandoverProps) {
    const kind = custodyOf(step);
    const made = useSignal(0);
    const all = useManifests(kind, [made.value]);
    const depot = crews.at(visit.crew).value?.depot;
    const site = step.phase === 'depart' ? depot : job?.site;
    const waiting = (all.value ?? []).filter((one) => one.state === 'stored' && (!site || one.site === site) && !one.job);
    const chosen = useSignal('');
    const manifest = waiting.find((one) => one.id === chosen.value) ?? (waiting.length === 1 ? waiting[0] : undefined);
    return (
        <div class="step-form" role="group" aria-label={say(step.label)}>
            <span>{say(step.label)}</span>
            {all.value && waiting.length === 0 && <p class="muted">{t('handover.none')}</p>}
            {waiting.length > 1 && (
                <label class="field">
                    <span>{t('handover.list')}</span>
                    <select value={chosen.value} onChange={(event) => (chosen.value = event.currentTarget.value)}>
                        <option value="">{t('form.choose')}</option>
                        {waiting.map((one) => (
                            <option key={one.id} value={one.id}>
                                {`${one.number} · ${t('handover.packages', { n: one.packages })}`}
                            </option>
                        ))}
                    </select>
                </label>
            )}
            {manifest && (
                <Sign
                    key={manifest.id}
                    manifest={manifest}
                    from={{ site: manifest.site }}
                    giver={t('handover.giver')}
                    taker={t('handover.crew')}
                    verb={t('handover.take')}
                    send={async (signed, key) => {
                        const call = { id: manifest.id, from: { site: manifest.site }, to: { crew: visit.crew }, ...signed };
                        await api.manifestHandOver(call, { key });
                        await save(manifest.number);
                    }}
                />
            )}
            {all.value && waiting.length === 0 && site && (
                <MakeList kind={kind} site={site} done={() => made.value++} />
            )}
        </div>
    );
}

/** What nobody has listed is weighed and listed here. */
function MakeList({ kind, site, done }: { kind: string; site: string; done(): void }) {
    const packages = useSignal('');
    const kg = useSignal('');
    const key = useSignal(newKey());
    const make = (event: SubmitEvent) => {
        event.preventDefault();
        const line = { code: '1', packages: Number(packages.value), ...(kg.value && { kg: Number(kg.value) }) };
        void attempt(async () => {
            await api.manifestCreate({ kind, site, lines: [line] }, { key: key.value });
            done();
        });
    };
    return (
        <form class="stack" onSubmit={make} aria-label={t('handover.make')}>
            <label class="field">
                <span>{t('custody.packages')}</span>
                <input type="number" inputMode="numeric" required min={1} max={1000} value={packages.value} onInput={(event) => (packages.value = event.currentTarget.value)} />
            </label>
            <label class="field">
                <span>{t('custody.kg')}</span>
                <input type="number" inputMode="decimal" min={0} max={5000} step={0.001} value={kg.value} onInput={(event) => (kg.value = event.currentTarget.value)} />
            </label>
            <button class="action forward" type="submit">
                {t('handover.make')}
            </button>
        </form>
    );
}

/** What this work order's list still has with the crew goes to a site: the place, or where it is chosen to go. */
function Give({ visit, job, step, save }: HandoverProps) {
    const taken = visit.steps.find(
        (one) => one.kind === 'manifest_in' && one.done_at && custodyOf(one) === custodyOf(step),
    );
    const all = useManifests(custodyOf(step), [taken?.done_at]);
    const manifest = (all.value ?? []).find((one) => one.number === taken?.value);
    const chosen = useSignal('');
    // What was fetched at the depot goes to the place of the work.
    const to = chosen.value || (taken?.phase === 'depart' ? (job?.site ?? '') : '');
    const sites = useSignal<Site[]>([]);
    useEffect(() => {
        void attempt(async () => {
            sites.value = await everything((cursor) => api.siteList({ limit: 1000, cursor }));
        });
    }, []);
    const mine = (party: Party) => isMine(visit, party);
    const party = manifest?.lines.flatMap((line) => held(line, mine)?.party ?? [])[0];
    return (
        <div class="step-form" role="group" aria-label={say(step.label)}>
            <span>{say(step.label)}</span>
            {!manifest || !party ? (
                <p class="muted">{t(taken ? 'handover.nothing' : 'handover.first')}</p>
            ) : (
                <>
                    <label class="field">
                        <span>{t('handover.to')}</span>
                        <select required value={to} onChange={(event) => (chosen.value = event.currentTarget.value)}>
                            <option value="">{t('form.choose')}</option>
                            {sites.value
                                .filter((site) => site.id !== manifest.site && (site.kind !== 'household' || site.id === job?.site))
                                .map((site) => (
                                    <option key={site.id} value={site.id}>
                                        {say(site.name)}
                                    </option>
                                ))}
                        </select>
                    </label>
                    <Sign
                        manifest={manifest}
                        from={party}
                        giver={t('handover.crew')}
                        taker={t('handover.taker')}
                        verb={t('handover.give')}
                        ready={!!to}
                        send={async (signed, key) => {
                            const call = { id: manifest.id, from: party, site: to, ...signed };
                            await api.manifestReceive(call, { key });
                            await save(manifest.number);
                        }}
                    />
                </>
            )}
        </div>
    );
}

/** What is sent of a hand-over beside who gives and takes. */
interface Signed {
    lines: ManifestPart[];
    signatures: { from: Signature; to: Signature };
    photo?: string;
}

interface SignProps {
    manifest: Manifest;
    from: Party;
    giver: string;
    taker: string;
    verb: string;
    ready?: boolean;
    send(signed: Signed, key: string): Promise<void>;
}

const sameParty = (a: Party, b: Party): boolean =>
    a.site === b.site && a.crew === b.crew && a.vehicle === b.vehicle && a.person === b.person;

/** Every line with its seal read again and its weight; two signatures, and a photo if wanted. */
function Sign({ manifest, from, giver, taker, verb, ready = true, send }: SignProps) {
    const lines = manifest.lines.filter((line) => held(line, (party) => sameParty(party, from)));
    const seals = useSignal<Record<string, string>>({});
    const weights = useSignal<Record<string, string>>({});
    const given = useSignal<{ from: Signing; to: Signing }>({ from: unsigned, to: unsigned });
    const photo = useSignal<Upload | null>(null);
    const busy = useSignal(false);
    const key = useSignal(newKey());

    const part = (line: ManifestLine): ManifestPart => {
        const kg = weights.value[line.code];
        return {
            code: line.code,
            ...(line.seal && { seal: seals.value[line.code] ?? '' }),
            ...(kg && Number(kg) !== line.kg && { kg: Number(kg), reason: t('handover.scale') }),
        };
    };
    const sendAll = async () => {
        const { from: giving, to: taking } = given.value;
        const signatures = { from: await signatureOf(giving), to: await signatureOf(taking) };
        const kept = photo.value && { photo: await photo.value.send() };
        await send({ lines: lines.map(part), signatures, ...kept }, key.value);
    };
    const take = (file: File | undefined) =>
        attempt(async () => {
            photo.value = file ? Upload.of(await shrunk(file), 'image/jpeg') : null;
        });

    async function submit(event: SubmitEvent) {
        event.preventDefault();
        busy.value = true;
        await attempt(sendAll);
        key.value = newKey();
        busy.value = false;
    }

    return (
        <form class="stack" onSubmit={submit} aria-label={verb}>
            <p>
                <b>{manifest.number}</b> · {t('handover.packages', { n: lines.length })}
            </p>
            <ul class="handover-lines">
                {lines.map((line) => (
                    <li key={line.code}>
                        <b>{line.name ?? line.category ?? line.code}</b>
                        {line.seal && (
                            <label class="field">
                                <span>{t('handover.seal', { code: line.code })}</span>
                                <input
                                    required
                                    maxLength={80}
                                    value={seals.value[line.code] ?? ''}
                                    onInput={(event) => (seals.value = { ...seals.value, [line.code]: event.currentTarget.value })}
                                />
                            </label>
                        )}
                        {line.kg > 0 && (
                            <label class="field">
                                <span>{t('handover.kg', { kg: amountText(line.kg) })}</span>
                                <input
                                    type="number"
                                    inputMode="decimal"
                                    min={0}
                                    step={0.001}
                                    value={weights.value[line.code] ?? String(line.kg)}
                                    onInput={(event) => (weights.value = { ...weights.value, [line.code]: event.currentTarget.value })}
                                />
                            </label>
                        )}
                    </li>
                ))}
            </ul>
            {(['from', 'to'] as const).map((end) => (
                <SignOff
                    key={end}
                    who={end === 'from' ? giver : taker}
                    value={given.value[end]}
                    set={(one) => (given.value = { ...given.value, [end]: one })}
                />
            ))}
            <label class="field">
                <span>{t('handover.photo')}</span>
                <input type="file" accept="image/*" capture="environment" onChange={(event) => void take(event.currentTarget.files?.[0])} />
            </label>
            <button
                class="action forward"
                type="submit"
                disabled={busy.value || !ready || !isSigned(given.value.from) || !isSigned(given.value.to)}
            >
                {verb}
            </button>
        </form>
    );
}
