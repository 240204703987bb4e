/** People and organisations by name, and to choose from. */
import { api } from '../../api';
import { say } from '../../i18n';
import type { Choice } from './CommandForm';
import { useList } from './read';
import type { Org, Person } from '../../gen/api';

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
