/** People and organisations by name, and to choose from. */
import { api } from '../../api';
import { say } from '../../i18n';
import type { Choice } from './CommandForm';
import { useList } from './read';
import type { Gate, Org, Person, Site } from '../../gen/api';

export interface Named {
    choices: Choice[];
    /** '' for an id that is not among them. */
    name(id: string | undefined): string;
}

function named(choices: Choice[]): Named {
    const names = new Map(choices.map((one) => [one.id, one.text]));
    return { choices, name: (id) => (id && names.get(id)) || '' };
}

export function usePeople(): Named {
    const people = useList<Person>(api.personList, ['person']);
    return named(
        (people.value ?? []).map((person) => ({
            id: person.id,
            text: say(person.name) || (person.label ?? person.id),
        })),
    );
}

export function useOrgs(kind?: string): Named {
    const orgs = useList<Org>(api.orgList, ['org']);
    return named(
        (orgs.value ?? [])
            .filter((org) => !kind || org.kind === kind)
            .map((org) => ({ id: org.id, text: say(org.name) })),
    );
}

export function useSites(): Named {
    const sites = useList<Site>(api.siteList, ['site']);
    return named((sites.value ?? []).map((site) => ({ id: site.id, text: say(site.name) })));
}

export function useGates(): Named {
    const gates = useList<Gate>(api.gateList, ['gate']);
    return named((gates.value ?? []).map((gate) => ({ id: gate.id, text: say(gate.name) })));
}
