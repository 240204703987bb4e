/**
 * Types of the API, with those parts spelled out that the packs define and the generated types
 * leave open: forms, scripts, limits, levels.
 */
import type * as api from './gen/api';

export type {
    Alarm,
    Coverage,
    Offer,
    Offers,
    Substitute,
    WhatIf,
    Area,
    Clock,
    Closure,
    Counters,
    Crew,
    Event as LogEvent,
    Gate,
    Job,
    List,
    Name as Text,
    Place,
    Plan,
    Point as Position,
    Request,
    Session,
    Site,
    Step,
    Visit,
    Zone,
} from './gen/api';

type Text = api.Name;

/** Another crew that could do a job, as the dispatcher explains its choice. */
export interface Alternative {
    crew: string;
    start_at: string;
    later_s: number;
}

export interface Choice {
    id: string;
    label: Text;
}

/** What the value of a step or an answer must keep to. */
export interface Limits {
    min?: number;
    max?: number;
    /** Outside of low to high a value is taken and marked as a finding. */
    low?: number;
    high?: number;
    unit?: string;
    item?: string;
    options?: Choice[];
}

/** Everything that is given must hold; within a list one is enough. */
export interface Condition {
    answers?: Record<string, unknown>;
    levels?: string[];
    modes?: string[];
    season?: unknown;
}

export interface Question {
    id: string;
    label: Text;
    kind: string;
    required?: boolean;
    options?: Choice[];
    min?: number;
    max?: number;
    integer?: boolean;
    chars_max?: number;
    when?: Condition;
}

/** A line of the call script as the pack has it. */
export interface PackLine {
    id: string;
    say: Text;
    confirm?: boolean;
    when?: Condition;
}

export type Service = Omit<api.Service, 'form' | 'script'> & {
    form: Question[];
    script: PackLine[];
};

export interface Level {
    id: string;
    /** A higher order is stricter. */
    order: number;
    name: Text;
    residents?: Text;
    colour?: string;
    /** A level of another set that it is treated as. */
    like?: string;
    handover?: string;
    donning_min?: number;
    disinfection_min?: number;
    protection?: { item: string; per_person?: number }[];
}

export type Policy = Omit<api.Policy, 'levels'> & { levels: Level[] };
