// Generated, never edited: the types of openapi.json.
// To regenerate: npm run bindings -w tools

export interface paths {
    "/api/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes or changes workflows and triggers from documents; nothing is changed when one of them is wrong. */
        post: operations["workflows_apply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/catch-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All reports, newest first, each with its first 50 files. */
        get: operations["catch_up_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/catch-up/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One report with its files. */
        get: operations["catch_up_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/catch-up/{id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Removes a report; its events and runs stay. Not while matches of it wait. */
        post: operations["catch_up_dismiss"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/catch-up/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Runs what waits in a report: the named events, else all. */
        post: operations["catch_up_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/catch-up/{id}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Skips what waits in a report: the named events, else all. They stay on record and can be run later. */
        post: operations["catch_up_skip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells what changed, at most 30 times a second. `event: reset` means: ask for everything again. */
        get: operations["live_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Checks that what was accepted is stored, what matched has its run, and nothing stands twice. */
        get: operations["status_doctor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/event-sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All sources, problems first. Needs no token. */
        get: operations["event_sources_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/event-sources/rescan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reads the folders of sources again. */
        post: operations["event_sources_rescan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/event-sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One source. Needs no token. */
        get: operations["event_sources_get"];
        put?: never;
        post?: never;
        /** Removes an instance with its configuration and checkpoint; its events stay. */
        delete: operations["event_sources_remove_instance"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/event-sources/{id}/accept-unfit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Whether events whose data does not fit what the source declares are accepted, flagged; else they are set aside. */
        put: operations["event_sources_accept_unfit"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/event-sources/{id}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says no: nothing of a source's folder runs until somebody says yes. */
        post: operations["event_sources_block"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/event-sources/{id}/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A source's configuration. Needs no token. */
        get: operations["event_sources_config"];
        /** Sets a source's configuration and restarts it. `{"$secret": "set"}` keeps a secret, a text replaces it, null or absence removes it. */
        put: operations["event_sources_configure"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/event-sources/{id}/event-types/{type}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Fields of an event type, with what its last 5,000 to 10,000 events held and what changed about them. */
        get: operations["event_sources_type_fields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/event-sources/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a source reports. Needs no token. */
        get: operations["event_sources_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/event-sources/{id}/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds a further instance of a source under an id of its own. */
        post: operations["event_sources_add_instance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/event-sources/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a source wrote to its log. */
        get: operations["event_sources_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/event-sources/{id}/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops and starts a source. */
        post: operations["event_sources_restart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/event-sources/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts a source. */
        post: operations["event_sources_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/event-sources/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops a source until it is started again. */
        post: operations["event_sources_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/event-sources/{id}/trust": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says yes to the content of a source's folder that has this hash; it starts. */
        post: operations["event_sources_trust"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events, newest first. */
        get: operations["events_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/process": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stores an event, matches it, and starts the runs of the triggers that match. */
        post: operations["events_process"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Judges stored events again, or sends them again as new ones, marked and linked. A large one goes on after the answer. */
        post: operations["events_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/replays/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far a replay got. */
        get: operations["events_replay_progress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/set-aside/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends the events again that were set aside under an id that no source has, as another source's, oldest first. */
        post: operations["events_resend_as"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One event with its decisions and runs. */
        get: operations["events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/{id}/chain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The events and runs that led to an event, first cause first, and the events that its own runs led to. */
        get: operations["events_chain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/{id}/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What each listening trigger decided, with expected and actual values. Those that led to something come first; of those that
         *     led to nothing, 500 at most: the event's own counts tell of all, and `trigger` asks for any.
         */
        get: operations["events_decisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends the event again as a new one. */
        post: operations["events_resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files that sources told of lately, each path once. */
        get: operations["files_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/biography": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to a file: versions, events, decisions, runs, moves, where it is now. */
        get: operations["files_biography"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/forget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A file may run again where a trigger takes each file once: for one trigger, else for all. */
        post: operations["files_forget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/folders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is in a folder. */
        get: operations["folders_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/held": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Matches that wait, by trigger and reason. */
        get: operations["held_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/held/{trigger_id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets what a trigger holds be: the named events, else all. They can still be run by name. */
        post: operations["held_dismiss"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/held/{trigger_id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Runs what a trigger holds: the named events, else all. A named one that was suppressed runs too. */
        post: operations["held_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Today's numbers, what needs attention, what runs, what happened to recent files. */
        get: operations["home_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs, newest first. */
        get: operations["runs_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Does one thing to several runs; each stands alone. */
        post: operations["runs_bulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/causes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Failed runs grouped by cause, latest cause first. */
        get: operations["runs_causes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run with its steps. */
        get: operations["runs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops a run. */
        post: operations["runs_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lines of a run's log, oldest first. */
        get: operations["runs_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts a new run with the same or edited data. */
        post: operations["runs_rerun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Goes on with a failed or cancelled run at its first unfinished step. */
        post: operations["runs_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The next due times of a schedule and what it says in plain words. */
        post: operations["schedules_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures of the status bar. */
        get: operations["status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/status/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops starting runs; events are still taken in and matched. */
        post: operations["status_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/status/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts runs again. */
        post: operations["status_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The catalogue of step types. */
        get: operations["workflows_steps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Answers when everything sent before it, and everything that happened in watched folders, has been seen and matched;
         *     within about 20 s in any case, `waiting` says what is left.
         */
        get: operations["status_sync"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All triggers, in the order they were made. */
        get: operations["triggers_list"];
        put?: never;
        /** Makes a trigger. */
        post: operations["triggers_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Does the same to many triggers in one transaction; those to which it cannot be done are named. */
        post: operations["triggers_bulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/evaluate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a draft would have matched; starts nothing. */
        post: operations["triggers_evaluate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/judge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a draft says of one event: its data, the same as text, or a file that it would tell of. Stores and starts nothing. */
        post: operations["triggers_judge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/overlaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Triggers that matched the same events in the last 24 hours. All of them run; it is no error. */
        get: operations["triggers_overlaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/propose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A draft for events like one, with the conditions that set it apart from its neighbours. Makes nothing. */
        post: operations["triggers_propose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One trigger. */
        get: operations["triggers_get"];
        /** Changes a trigger; decisions made before keep their revision. */
        put: operations["triggers_update"];
        post?: never;
        /** Puts a trigger in the trash; restore brings it back. */
        delete: operations["triggers_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turns a trigger off. */
        post: operations["triggers_disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turns a trigger on. */
        post: operations["triggers_enable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/{id}/existing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files in the watched folders that the trigger would run for and has not. */
        get: operations["triggers_existing"];
        put?: never;
        /** Runs this trigger, and no other, for them. Goes on after a restart; asking twice doubles nothing. */
        post: operations["triggers_run_existing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/{id}/never-matched": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The condition that no event got past, and the nearest past value. */
        get: operations["triggers_never"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings a deleted trigger back. */
        post: operations["triggers_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/{id}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every saved state of a trigger with what each save changed, newest first; of one in the trash too. */
        get: operations["triggers_revisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/{id}/revisions/{revision}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One saved state of a trigger, whole. */
        get: operations["triggers_get_revision"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/{id}/revisions/{revision}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Saves an earlier state again, as a new revision. Whether the trigger is on stays as it is. */
        post: operations["triggers_restore_revision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/{id}/shadow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a draft does beside the live trigger: where they differ. */
        get: operations["triggers_get_shadow"];
        /** Begins to judge a draft beside the live trigger, without effects. An earlier draft's differences are forgotten. */
        put: operations["triggers_put_shadow"];
        post?: never;
        /** Ends it; the live trigger stays as it is. */
        delete: operations["triggers_discard_shadow"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/{id}/shadow/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the draft the live trigger, as a new revision. */
        post: operations["triggers_promote_shadow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/{id}/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why a trigger does not fire: from its source to its workflow, up to the first thing that is not as it should be. */
        get: operations["triggers_why"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stores files and tells of each; answered after they are durable and their events stored. At most 100 MiB a file. */
        post: operations["uploads_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All workflows, in the order they were made. */
        get: operations["workflows_list"];
        put?: never;
        /** Makes a workflow. */
        post: operations["workflows_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One workflow. */
        get: operations["workflows_get"];
        /** Saves a new revision; runs that began before keep theirs. */
        put: operations["workflows_update"];
        post?: never;
        /** Puts a workflow in the trash; restore brings it back. */
        delete: operations["workflows_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings a deleted workflow back. */
        post: operations["workflows_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{id}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its revisions, newest first. */
        get: operations["workflows_revisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{id}/revisions/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One revision. */
        get: operations["workflows_one_revision"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Runs a workflow once, by hand: on data given, or on a stored event. The run is marked as a test. */
        post: operations["workflows_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{id}/test-step": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Runs one step once with the given outputs of earlier ones. It does what the step does: files are moved, programs started. */
        post: operations["workflows_test_step"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Body of `PUT /api/event-sources/{id}/accept-unfit`. */
        AcceptUnfit: {
            /** @description Whether they are accepted. */
            accept: boolean;
        };
        /** @description Another trigger that matched the same events. */
        AlsoMatched: {
            /** @description Its id. */
            trigger_id: string;
            /** @description Its display name. */
            name: string;
            /**
             * Format: int64
             * @description How many of the events.
             */
            count: number;
        };
        /** @description A JSON object in the schema. */
        AnyObject: {
            [key: string]: unknown;
        };
        /** @description One document, applied. */
        Applied: {
            /** @description What it defines. */
            kind: components["schemas"]["DocumentKind"];
            /** @description Its id. */
            id: string;
            /** @description What happened. */
            change: components["schemas"]["AppliedChange"];
            /** @description Of a trigger that was made or changed: what it would have done with the last 100 events. */
            said?: components["schemas"]["Said"];
        };
        /**
         * @description What happened to a document's object.
         * @enum {string}
         */
        AppliedChange: "created" | "changed" | "unchanged";
        /** @description Body of `POST /api/apply`. */
        ApplyInput: {
            /** @description `{kind: "workflow" | "trigger", …}` with the fields of `WorkflowInput` or `TriggerInput`; at most 1,000. */
            documents: components["schemas"]["AnyObject"][];
            /** @description Only says what would happen. */
            dry_run?: boolean;
        };
        /** @description Answer of `POST /api/apply`. */
        ApplyResult: {
            /** @description One entry per document, in their order. */
            items: components["schemas"]["Applied"][];
        };
        /** @description One attempt at a step. */
        Attempt: {
            /**
             * Format: int32
             * @description Number, from 1.
             */
            number: number;
            /** @description Status. */
            status: components["schemas"]["AttemptStatus"];
            /** @description When it started. */
            started_at: string;
            /** @description When it ended. */
            ended_at: string | null;
            /** @description Why it failed. */
            error?: components["schemas"]["RunError"];
        };
        /**
         * @description Status of an attempt.
         * @enum {string}
         */
        AttemptStatus: "running" | "succeeded" | "failed" | "interrupted" | "cancelled";
        /** @description One thing a person should look at. */
        Attention: {
            /** @description What it is about. */
            kind: components["schemas"]["AttentionKind"];
            /** @description Stays the same for the same cause. */
            cause: string;
            /** @description What happened. */
            title: string;
            /** @description What it means. */
            detail: string;
            /**
             * Format: int64
             * @description How many times.
             */
            count: number;
            /** @description The newest failed run. */
            run_id?: string;
            /** @description The failed runs, newest first, at most 1,000. */
            run_ids?: string[];
            /** @description The source. */
            source_id?: string;
            /** @description File, line and column, or a folder. */
            place?: string;
            /** @description The triggers that ask for a field that changed, 50 at most; `count` has all. */
            trigger_ids?: string[];
            /** @description When it last happened. */
            last_at: string;
        };
        /**
         * @description What an attention item is about.
         * @enum {string}
         */
        AttentionKind: "failed" | "source" | "invalid_source" | "folder" | "untrusted" | "drift";
        /** @description Runs that ended within one half hour. */
        Bar: {
            /** @description Its begin. */
            start: string;
            /**
             * Format: int64
             * @description Runs that succeeded.
             */
            succeeded: number;
            /**
             * Format: int64
             * @description Runs that failed.
             */
            failed: number;
        };
        /** @description Collects events into one run, whose `event.data.events` has them all. */
        BatchOption: {
            /**
             * Format: double
             * @description Seconds from the first event on.
             */
            window_s: number;
            /**
             * Format: int32
             * @description Events at most; 100 if absent.
             */
            max?: number;
            /** @description Field whose values are collected apart from each other. */
            key?: string;
        };
        /**
         * @description Whether a batch tells changes or that too many were missed.
         * @enum {string}
         */
        BatchType: "changes" | "reset";
        /** @description Stops a trigger whose runs touch too many files. */
        BrakeOption: {
            /**
             * Format: int32
             * @description So many files.
             */
            files: number;
            /**
             * Format: double
             * @description In so many seconds.
             */
            per_s: number;
        };
        /**
         * @description What to do with several runs.
         * @enum {string}
         */
        BulkAction: "retry" | "rerun" | "cancel";
        /** @description A run to which it could not be done. */
        BulkFailure: {
            /** @description The run. */
            id: string;
            /** @description Stable code. */
            code: string;
            /** @description Why. */
            message: string;
        };
        /** @description Body of `POST /api/runs/bulk`. */
        BulkInput: {
            /** @description What to do. */
            action: components["schemas"]["BulkAction"];
            /** @description The runs, at most 1,000. */
            ids: string[];
        };
        /** @description Answer of `POST /api/runs/bulk`. */
        BulkResult: {
            /**
             * Format: int64
             * @description How many it was done to.
             */
            done: number;
            /** @description The others. */
            failed: components["schemas"]["BulkFailure"][];
        };
        /** @description What was found after one absence of a source. */
        CatchUp: {
            /** @description Its id. */
            id: string;
            /** @description The source. */
            source: string;
            /** @description Its name. */
            source_name: string;
            /** @description The report in a sentence: "While Prama was off: 14 new, 2 changed, 1 renamed". */
            title: string;
            /** @description Why nobody watched. */
            cause: components["schemas"]["CatchUpCause"];
            /** @description The folder that was away. */
            folder?: string;
            /** @description When it was last known to be watched. After a crash the true time may be up to an hour later. */
            from?: string;
            /** @description When it was watched again. */
            to: string;
            /**
             * Format: int64
             * @description New files.
             */
            new: number;
            /**
             * Format: int64
             * @description Files with other content.
             */
            changed: number;
            /**
             * Format: int64
             * @description Files with another name.
             */
            renamed: number;
            /**
             * Format: int64
             * @description Files that are gone.
             */
            deleted: number;
            /** @description Where it stands. */
            state: components["schemas"]["CatchUpState"];
            /** @description Files are still being looked at: more may be added. */
            open: boolean;
            /**
             * Format: int64
             * @description Runs that were started for it.
             */
            runs: number;
            /**
             * Format: int64
             * @description Matches that wait.
             */
            held: number;
            /** @description The files: the first 50 in the list of reports, up to 10,000 in a report asked for by its id. */
            items: components["schemas"]["CatchUpItem"][];
        };
        /**
         * @description Why nobody watched.
         * @enum {string}
         */
        CatchUpCause: "app_off" | "source_off" | "folder_away";
        /** @description Which files an answer to a report is about. */
        CatchUpChoice: {
            /** @description Their events; all that wait if absent. */
            event_ids?: string[];
        };
        /** @description What came of it. */
        CatchUpDone: {
            /**
             * Format: int64
             * @description Matches that were run or skipped.
             */
            count: number;
        };
        /** @description One file. */
        CatchUpItem: {
            /** @description Its event. */
            event_id: string;
            /** @description Its name. */
            subject: string;
            /** @description Its path. */
            path: string;
            /** @description What happened to it. */
            kind: components["schemas"]["CatchUpKind"];
            /**
             * Format: int64
             * @description Matches that wait for a person.
             */
            held: number;
        };
        /**
         * @description What happened to a file in the meantime.
         * @enum {string}
         */
        CatchUpKind: "new" | "changed" | "renamed" | "deleted";
        /**
         * @description Where a report stands.
         * @enum {string}
         */
        CatchUpState: "ran" | "waiting" | "done" | "skipped";
        /** @description `GET /api/catch-up`. */
        CatchUps: {
            /** @description Newest first. */
            reports: components["schemas"]["CatchUp"][];
        };
        /** @description An event and the run of it that led to the next event. */
        ChainLink: {
            /** @description The event. */
            event_id: string;
            /** @description What a person calls it. */
            subject: string;
            /** @description Source id. */
            source: string;
            /** @description Event type. */
            event_type: string;
            /** @description When it happened. */
            time: string;
            /** @description The trigger that started the run; absent: a person did. */
            trigger_id?: string;
            /** @description Its name. */
            trigger_name?: string;
            /** @description What ran. */
            workflow_id: string;
            /** @description Its name. */
            workflow_name: string;
            /** @description The run. */
            run_id: string;
            /**
             * Format: int32
             * @description Position of the step that led on, from 0; absent: the run as a whole.
             */
            step?: number;
        };
        /** @description One thing that changed. */
        Change: {
            /** @description What. */
            kind: components["schemas"]["ChangeKind"];
            /** @description Its id. */
            id: string;
        };
        /** @description One message of the stream: its id is `seq`, its event the `type`. */
        ChangeBatch: {
            /** @description Changes, or a reset. */
            type: components["schemas"]["BatchType"];
            /**
             * Format: int64
             * @description Journal seq up to which the reader has seen everything.
             */
            seq: number;
            /** @description What changed, each thing once; empty at a reset. */
            changes: components["schemas"]["Change"][];
        };
        /**
         * @description What changed.
         * @enum {string}
         */
        ChangeKind: "event" | "run" | "trigger" | "workflow" | "source" | "log" | "status" | "notification";
        /**
         * @description What happens when a run of the same key is at work: wait, run beside it, do not run, take its place.
         * @enum {string}
         */
        ConcurrencyMode: "queue" | "parallel" | "skip" | "replace";
        /** @description How many runs at once. */
        ConcurrencyOption: {
            /** @description What happens to one too many. */
            mode: components["schemas"]["ConcurrencyMode"];
            /**
             * Format: int32
             * @description How many at once; one if absent, any number in parallel.
             */
            max?: number;
            /** @description Field whose values are counted apart from each other. */
            key?: string;
        };
        /** @description A condition tree. Read as any JSON, so that what is wrong with it can be said with its place. */
        Condition: {
            /** @description The children. */
            all: components["schemas"]["Condition"][];
        } | {
            /** @description The children. */
            any: components["schemas"]["Condition"][];
        } | {
            /** @description The children. */
            none: components["schemas"]["Condition"][];
        } | components["schemas"]["Expression"] | components["schemas"]["Leaf"];
        /** @description The state of something that was changed by somebody else. */
        Current: {
            /** @description Its `ETag`. */
            etag: string;
            /**
             * Format: int64
             * @description Its revision, where it has revisions.
             */
            revision?: number;
            /** @description When it was last changed, where that is known. */
            changed_at?: string;
        };
        /** @description Waits until nothing new comes; the last event runs. */
        DebounceOption: {
            /**
             * Format: double
             * @description Seconds without a new event.
             */
            wait_s: number;
            /** @description Field whose values wait apart from each other. */
            key?: string;
        };
        /** @description What one trigger decided about one event. */
        Decision: {
            /** @description The trigger. */
            trigger_id: string;
            /** @description Its name at that time. */
            trigger_name: string;
            /**
             * Format: int64
             * @description Its revision at that time.
             */
            trigger_revision: number;
            /** @description What it decided. */
            outcome: components["schemas"]["DecisionOutcome"];
            /** @description Why a match did not simply start its run. */
            reason?: components["schemas"]["Reason"];
            /**
             * Format: int64
             * @description Conditions that held.
             */
            passed: number;
            /**
             * Format: int64
             * @description Conditions in all.
             */
            total: number;
            explanation: components["schemas"]["Explained"] | null;
            /** @description Paths of the fewest conditions that would have to say the opposite for it to match; empty when they hold. */
            blockers: string[];
            /** @description The run it started. */
            run_id?: string;
            /** @description Whether the trigger changed since. */
            changed_since: boolean;
            /** @description Whether the trigger as it is now would match. */
            would_match_now?: boolean;
        };
        /**
         * @description What a trigger decided.
         * @enum {string}
         */
        DecisionOutcome: "matched" | "no_match" | "off" | "error" | "suppressed" | "held" | "paused" | "loop";
        /**
         * @description How a line compares.
         * @enum {string}
         */
        DiffKind: "same" | "added" | "removed";
        /** @description A line of a comparison. */
        DiffLine: {
            /** @description How it compares. */
            kind: components["schemas"]["DiffKind"];
            /** @description The line. */
            text: string;
        };
        /** @description `GET /api/doctor`. */
        Doctor: {
            /** @description Whether every check holds. */
            ok: boolean;
            /** @description The checks. */
            checks: components["schemas"]["DoctorCheck"][];
        };
        /** @description One finding of `GET /api/doctor`. */
        DoctorCheck: {
            /** @description What was checked. */
            name: string;
            /** @description Whether it is as it should be. */
            ok: boolean;
            /** @description The figures, or what is wrong. */
            detail: string;
        };
        /**
         * @description What a document defines.
         * @enum {string}
         */
        DocumentKind: "workflow" | "trigger";
        /**
         * @description Whether runs start.
         * @enum {string}
         */
        EngineState: "running" | "paused";
        /** @description One event as a sender writes it: the quick start's event data structure. */
        Envelope: {
            /** @description Event type declared by the source. */
            event_type: string;
            /** @description Source id; may stand in `metadata.source` instead. */
            source?: string;
            /** @description The payload. */
            data?: components["schemas"]["AnyObject"];
            /** @description Same source and key: one event. */
            key?: string;
            /** @description What a program that a step started finds in `PRAMA_CAUSED_BY`: the event is that run's doing. */
            caused_by?: string;
            /** @description Who, when, and anything else. */
            metadata?: components["schemas"]["Metadata"];
        };
        /** @description Several events in one request. */
        EnvelopeBatch: {
            /** @description At most 1,000. */
            events: components["schemas"]["Envelope"][];
        };
        /** @description Body of `POST /api/triggers/evaluate`. */
        EvaluateInput: {
            /** @description The draft; name and workflow may be missing. */
            draft: components["schemas"]["TriggerInput"];
            /**
             * Format: int32
             * @description How many of the newest events, at most 100,000; 100 if neither this nor a time is given.
             */
            last?: number;
            /** @description Only events received from then on. */
            from?: string;
            /** @description Only events received before. */
            to?: string;
            /** @description Which of them are returned. */
            show?: components["schemas"]["EvaluationShow"];
            /**
             * Format: int32
             * @description How many of them, at most 200.
             */
            limit?: number;
        };
        /** @description One event judged by a draft. */
        EvaluatedEvent: {
            /** @description The event. */
            id: string;
            /** @description What a person calls it. */
            subject: string;
            /** @description When it happened. */
            time: string;
            /** @description Whether the draft matches. */
            matched: boolean;
            /** @description Whether one condition only, and narrowly, stopped it. */
            near_miss: boolean;
            /** @description Path of the condition that stopped it. */
            failed_leaf?: string;
            /** @description For a near miss, the smallest change that lets it through. */
            fix?: components["schemas"]["EvaluationFix"];
            explanation: components["schemas"]["Explained"] | null;
            /** @description The payload. */
            data: components["schemas"]["AnyObject"];
        };
        /** @description What a draft would have matched. */
        Evaluation: {
            /**
             * Format: int64
             * @description Events looked at.
             */
            total: number;
            /**
             * Format: int64
             * @description Of those, matched.
             */
            matched: number;
            /**
             * Format: int64
             * @description Events that one condition alone stopped, narrowly.
             */
            near_misses: number;
            /**
             * Format: int64
             * @description Events on which some condition could not be judged: its field is missing or of another type.
             */
            unknown: number;
            /**
             * Format: int64
             * @description Runs that would have started.
             */
            runs: number;
            /** @description Matches that the trigger's options would have held or kept from running, by reason; a run is taken to last a second. */
            suppressed: components["schemas"]["EvaluationSuppressed"][];
            /** @description Other triggers that matched the same events, of the newest 10,000 matches; all of them run. */
            also_matched_by: components["schemas"]["AlsoMatched"][];
            /** @description What each condition did. */
            leaves: components["schemas"]["EvaluationLeaf"][];
            /** @description The events asked for, newest first. */
            events: components["schemas"]["EvaluatedEvent"][];
            /** @description The draft as one sentence. */
            sentence: string;
            /** @description Its options in words, in the order of their effect. */
            option_texts: components["schemas"]["OptionText"][];
            /** @description Without conditions: how often it runs. */
            every_event?: components["schemas"]["Said"];
            /** @description What is wrong with the draft. */
            problems: components["schemas"]["FieldProblem"][];
            /** @description What is worth a look before it is saved. */
            warnings: components["schemas"]["TriggerProblem"][];
        };
        /** @description The smallest change of a condition that lets a near miss through. */
        EvaluationFix: {
            /** @description Path of the condition. */
            path: string;
            /** @description Its field. */
            field: string;
            /** @description Its operator then. */
            op: string;
            /** @description Its value then. */
            value: unknown;
            /** @description Whether it minds case then. */
            case_sensitive: boolean;
            /** @description The condition as words then. */
            text: string;
            /**
             * Format: int64
             * @description Events that would have matched then.
             */
            new_matched: number;
        };
        /** @description What one condition did. */
        EvaluationLeaf: {
            /** @description `0.1` is child 1 of child 0 of the root. */
            path: string;
            /** @description The condition as words. */
            text: string;
            /**
             * Format: int64
             * @description Events that passed.
             */
            passed: number;
            /**
             * Format: int64
             * @description Events it could not be judged on.
             */
            unknown: number;
            /**
             * Format: int64
             * @description Events that it alone stopped.
             */
            only_blocker: number;
        };
        /**
         * @description Which judged events are returned.
         * @enum {string}
         */
        EvaluationShow: "all" | "matches" | "near_misses";
        /** @description Matches that an option would have kept from running. */
        EvaluationSuppressed: {
            /** @description The reason, as decisions have it. */
            code: string;
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
        };
        /** @description The run that led to an event. */
        EventCause: {
            /** @description The run. */
            run_id: string;
            /**
             * Format: int32
             * @description Position of its step, from 0; absent: the run as a whole.
             */
            step?: number;
        };
        /** @description `GET /api/events/{id}/chain`. */
        EventChain: {
            /** @description What led to the event, first cause first; empty for one from outside. */
            links: components["schemas"]["ChainLink"][];
            /** @description The event. */
            event: components["schemas"]["EventSummary"];
            /** @description Events that its runs led to, oldest first; 100 at most. */
            led_to: components["schemas"]["EventSummary"][];
        };
        /** @description `GET /api/events/{id}`. */
        EventDetail: components["schemas"]["EventSummary"] & {
            /** @description The payload. */
            data: components["schemas"]["AnyObject"];
            /** @description Source, time, user and free data, as in the envelope. */
            metadata: components["schemas"]["AnyObject"];
            /** @description What each listening trigger decided. */
            decisions: components["schemas"]["Decision"][];
            /** @description Its runs, newest first. */
            runs: components["schemas"]["RunSummary"][];
            /** @description Its idempotency key. */
            key?: string;
            /**
             * Format: int64
             * @description Triggers that listen to something else.
             */
            other_triggers: number;
            /** @description The run that led to it; absent: it came from outside. */
            caused_by?: components["schemas"]["EventCause"];
            /** @description Events that repeat it, oldest first; 50 at most. */
            replays?: string[];
            /**
             * Format: int64
             * @description Of one that named an id which no source has: how many such events wait to be sent to the right one, 1,000 at most.
             */
            set_aside_alike?: number;
            /** @description Of one that was set aside or flagged: the call as it should have been, where that is known. */
            corrected_call?: components["schemas"]["AnyObject"];
            /** @description Of one whose type is not declared: the entry for `eventTypes` in plugin.json. */
            declaration?: components["schemas"]["AnyObject"];
        };
        /**
         * @description What became of an event.
         * @enum {string}
         */
        EventOutcome: "matched" | "held" | "suppressed" | "paused" | "none_matched" | "no_listener" | "rejected";
        /**
         * @description Whether an event was accepted.
         * @enum {string}
         */
        EventStatus: "accepted" | "rejected";
        /** @description An event in a list. */
        EventSummary: {
            /** @description Its id. */
            id: string;
            /** @description Source id. */
            source: string;
            /** @description Source's display name. */
            source_name: string;
            /** @description Event type. */
            event_type: string;
            /** @description Its display name. */
            event_label: string;
            /** @description What a person calls it, e.g. the file name. */
            subject: string;
            /** @description When it happened. */
            time: string;
            /** @description When it was received. */
            received_at: string;
            /** @description Whether it was accepted. */
            status: components["schemas"]["EventStatus"];
            /** @description What became of it. */
            outcome: components["schemas"]["EventOutcome"];
            /**
             * Format: int64
             * @description Triggers that matched.
             */
            matched: number;
            /**
             * Format: int64
             * @description Triggers that did not.
             */
            not_matched: number;
            /**
             * Format: int64
             * @description Triggers that were off, or whose source was paused.
             */
            off: number;
            /**
             * Format: int64
             * @description Triggers that matched and do not run.
             */
            suppressed: number;
            /**
             * Format: int64
             * @description Triggers that matched and wait.
             */
            held: number;
            /**
             * Format: int64
             * @description Runs it started, re-runs included.
             */
            runs_total: number;
            /** @description Why it was set aside. */
            rejection?: components["schemas"]["Problem"];
            /** @description What is wrong with it, if it was accepted all the same as its source is set to do. */
            flag?: components["schemas"]["Problem"];
            /** @description Who caused it. */
            user_id?: string | null;
            /** @description The event that it repeats. */
            replay_of?: string;
        };
        /** @description An event type of a source. */
        EventType: {
            /** @description Identifier, as events name it. */
            type: string;
            /** @description Display name. */
            label: string;
            /** @description What it means. */
            description: string;
            /** @description JSON Schema of the payload. */
            schema?: components["schemas"]["AnyObject"];
            /** @description Icon name. */
            icon?: string;
            /** @description Words it is found by. */
            tags?: string[];
            /** @description Fields of the payload. */
            fields: components["schemas"]["Field"][];
            /** @description Whether the fields were read from events, for want of a schema. */
            fields_inferred: boolean;
            /**
             * Format: int64
             * @description Events in the last 24 hours.
             */
            events_24h: number;
            /**
             * Format: int64
             * @description Triggers that listen to it.
             */
            triggers: number;
            /** @description When the newest was received. */
            last_event_at?: string;
        };
        /** @description A line of a manifest. */
        ExcerptLine: {
            /**
             * Format: int32
             * @description Its number, from 1.
             */
            line: number;
            /** @description Its text. */
            text: string;
        };
        /** @description `GET /api/triggers/{id}/existing`. */
        ExistingFiles: {
            /** @description Whether the trigger listens to new files of a folder source. */
            applies: boolean;
            /**
             * Format: int64
             * @description Files in the watched folders.
             */
            files: number;
            /**
             * Format: int64
             * @description Those that its conditions match and that it did not run for.
             */
            matching: number;
            /** @description Whether a folder is still being listed, so that more may turn up. What is asked for meanwhile waits for that. */
            listing: boolean;
            /** @description What was asked for last. */
            job?: components["schemas"]["ExistingJob"];
        };
        /** @description Running for files that were there. */
        ExistingJob: {
            /** @description When it was asked for. */
            asked_at: string;
            /**
             * Format: int64
             * @description Files that matched when it began.
             */
            total: number;
            /**
             * Format: int64
             * @description Those that were told to the trigger.
             */
            done: number;
            /**
             * Format: int64
             * @description Those that were gone, changed or unreadable by then.
             */
            passed: number;
            /** @description When it was through. */
            finished_at?: string;
        };
        /** @description A judged condition tree, with expected and actual values. */
        Explained: {
            /** @description How the children combine. */
            op: components["schemas"]["GroupOp"];
            /** @description Whether the group holds. */
            passed: boolean;
            /** @description Its result. */
            result: components["schemas"]["Truth"];
            /** @description The children. */
            children: components["schemas"]["Explained"][];
            /** @enum {string} */
            kind: "group";
        } | {
            /** @description Index path, e.g. `0.1`. */
            path: string;
            /** @description The payload field; empty for an expression. */
            field: string;
            /** @description The operator, or `expression`. */
            op: string;
            /** @description The leaf as words. */
            text: string;
            /** @description What was asked for. */
            expected: unknown;
            /** @description What the event had, or what the expression gave. */
            actual: unknown;
            /** @description Whether the event had no such field. */
            missing: boolean;
            /** @description Whether the leaf counts as holding; for an unknown one `if_unknown` says it. */
            passed: boolean;
            /** @description Its result. */
            result: components["schemas"]["Truth"];
            /** @description Why it is unknown. */
            unknown?: components["schemas"]["Unknown"];
            /** @description What an unknown result does; absent for `no_match`. */
            if_unknown?: components["schemas"]["IfUnknown"];
            /** @description Why it could not be judged. */
            error?: string;
            /** @enum {string} */
            kind: "leaf";
        };
        /** @description A CEL expression over `event` that says yes or no. */
        Expression: {
            /** @description The expression, e.g. `event.data.net + event.data.vat > 1000`. */
            expression: string;
            /** @description What happens when it cannot be evaluated; `no_match` when absent. */
            if_unknown?: components["schemas"]["IfUnknown"];
        };
        /** @description A field of an event type's payload. */
        Field: {
            /** @description Dotted path. */
            path: string;
            /** @description Its type. */
            type: components["schemas"]["FieldType"];
            /** @description JSON Schema format, e.g. `date-time`. */
            format?: string;
            /** @description Whether every event must have it. */
            required: boolean;
            /** @description What it means. */
            description?: string;
            /** @description The only values it may have. */
            enum?: unknown[];
            /** @description Its value in the newest event. */
            sample?: unknown;
            /**
             * Format: int64
             * @description Events that had it.
             */
            seen?: number;
            /**
             * Format: int64
             * @description Events that this is about: the last 5,000 to 10,000, or all while there are fewer.
             */
            seen_of?: number;
            /** @description Its commonest values; exact counts while there are few different ones, lower bounds beyond. */
            suggestions?: components["schemas"]["FieldValue"][];
            /**
             * Format: double
             * @description Smallest number.
             */
            min?: number;
            /**
             * Format: double
             * @description Middle number.
             */
            median?: number;
            /**
             * Format: double
             * @description Largest number.
             */
            max?: number;
            /** @description The types its values had. */
            types?: components["schemas"]["FieldTypeCount"][];
            /** @description When the newest event that has it was received. */
            last_seen_at?: string;
            /** @description Whether it is not declared, but known from events. */
            inferred?: boolean;
            /** @description What changed about it. */
            drift?: components["schemas"]["FieldDrift"];
        };
        /** @description A change of a field in the events. */
        FieldDrift: {
            /** @description What changed. */
            kind: components["schemas"]["FieldDriftKind"];
            /** @description In a sentence. */
            text: string;
            /** @description Ids of the triggers whose conditions use the field, 50 at most. */
            triggers: string[];
            /**
             * Format: int64
             * @description How many triggers use it.
             */
            triggers_total: number;
            /** @description When: the last event with a vanished field, else the first with the change. */
            at: string;
        };
        /**
         * @description How a field changed.
         * @enum {string}
         */
        FieldDriftKind: "vanished" | "new_type" | "new_field";
        /** @description What is wrong with one field of an input. */
        FieldProblem: {
            /** @description JSON pointer to the field, empty for the whole input. */
            pointer: string;
            /** @description What is wrong, as a sentence. */
            message: string;
            /** @description What is expected there. */
            expected?: string;
            /** @description The one near candidate. */
            suggestion?: string;
        };
        /**
         * @description Type of a payload field.
         * @enum {string}
         */
        FieldType: "string" | "number" | "integer" | "boolean" | "array" | "object" | "any";
        /** @description How many values of a field were of a type. */
        FieldTypeCount: {
            /** @description The type by its name in JSON Schema; also `null`. */
            type: string;
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
        };
        /** @description A value a field had. */
        FieldValue: {
            /** @description The value. */
            value: unknown;
            /**
             * Format: int64
             * @description How often.
             */
            count: number;
        };
        /** @description `GET /api/event-sources/{id}/event-types/{type}/fields`. */
        Fields: {
            /** @description The fields, in the schema's order. */
            fields: components["schemas"]["Field"][];
        };
        /** @description `GET /api/files/biography`. */
        FileBiography: {
            /** @description The path that was asked for. */
            path: string;
            /** @description Where the file is. */
            state: components["schemas"]["FileState"];
            /** @description Its path now, when that is another one. */
            now_at?: string;
            /** @description What it waits for, or why nothing was told of it. */
            note?: string;
            /** @description Its contents, oldest first. */
            versions: components["schemas"]["FileVersion"][];
            /** @description What happened, oldest first. */
            story: components["schemas"]["StoryEntry"][];
            /** @description Whether earlier events are left out. */
            truncated: boolean;
            /** @description Other known files of the same content. */
            duplicates: string[];
        };
        /**
         * @description How a file differs.
         * @enum {string}
         */
        FileChange: "added" | "removed" | "modified";
        /** @description `POST /api/files/forget`. */
        FileForget: {
            /** @description The whole path. */
            path: string;
            /** @description For this trigger only. */
            trigger_id?: string;
        };
        /** @description What was forgotten. */
        FileForgotten: {
            /**
             * Format: int64
             * @description Times that the file counted as handled.
             */
            count: number;
        };
        /**
         * @description What happened to a file.
         * @enum {string}
         */
        FileOutcome: "ran" | "running" | "failed" | "nothing_matched" | "no_listener" | "queued" | "held" | "suppressed" | "paused";
        /**
         * @description Where a file is.
         * @enum {string}
         */
        FileState: "present" | "moved" | "deleted" | "pending" | "away" | "unknown";
        /** @description A content that a file had. */
        FileVersion: {
            /**
             * Format: int64
             * @description 1 for the first one that was seen.
             */
            version: number;
            /** @description SHA-256, in hexadecimal. */
            hash?: string;
            /**
             * Format: int64
             * @description Length in bytes.
             */
            size?: number;
            /** @description When it was found. */
            at: string;
        };
        /** @description `GET /api/files`. */
        Files: {
            /** @description Those seen last come first. */
            files: components["schemas"]["RecentFile"][];
        };
        /** @description Holds an unexpected flood until a person looked at it. */
        FloodOption: {
            /**
             * Format: int32
             * @description So many events are expected.
             */
            limit: number;
            /**
             * Format: double
             * @description In so many seconds.
             */
            per_s: number;
        };
        /** @description `GET /api/folders?path=`. */
        Folder: {
            /** @description The folder, absolute. */
            path: string;
            /** @description The one above; null at the top. */
            parent: string | null;
            /** @description The user's home folder. */
            home: string;
            /** @description Whether it is there. */
            exists: boolean;
            /** @description Whether it can be read. */
            readable: boolean;
            /**
             * Format: int64
             * @description PDFs directly inside.
             */
            pdf_count: number;
            /** @description Folders inside, by name; hidden ones left out. */
            entries: components["schemas"]["FolderEntry"][];
            /** @description Why it cannot be read. */
            problem?: string;
        };
        /**
         * @description How changes in a folder are noticed.
         * @enum {string}
         */
        FolderBackend: "notifications" | "polling";
        /** @description A folder inside another. */
        FolderEntry: {
            /** @description Its name. */
            name: string;
            /** @description Its path, absolute. */
            path: string;
        };
        /** @description Health of a watched folder. */
        FolderHealth: {
            /** @description The folder. */
            path: string;
            /** @description How it is watched. */
            state: components["schemas"]["FolderState"];
            /** @description How changes are noticed. */
            backend: components["schemas"]["FolderBackend"];
            /**
             * Format: int64
             * @description Milliseconds between two listings, while it is polled.
             */
            poll_ms?: number;
            /** @description Why it is polled: `watch_limit`, `program_limit`, `file_system`, `silent`, `refused`. */
            why?: string;
            /** @description What is to be said about it, when all is not as usual. */
            title?: string;
            /** @description Why that is, or what happens next. */
            detail?: string;
            /** @description What to do about it. */
            fix?: string;
            /** @description The command that does it. */
            command?: string;
            /**
             * Format: int64
             * @description Files it holds.
             */
            files: number;
            /** @description Files that wait, e.g. until they are fully written. */
            pending: components["schemas"]["PendingFile"][];
        };
        /**
         * @description How a folder is watched.
         * @enum {string}
         */
        FolderState: "watching" | "scanning" | "polling" | "missing" | "no_permission" | "not_answering";
        /**
         * @description How the children of a group combine.
         * @enum {string}
         */
        GroupOp: "all" | "any" | "none";
        /** @description How many were changed. */
        HeldDone: {
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
        };
        /** @description One event that waits. */
        HeldEvent: {
            /** @description The event. */
            event_id: string;
            /** @description What a person calls it. */
            subject: string;
            /** @description When it happened. */
            time: string;
        };
        /** @description Matches of one trigger that wait for one reason. */
        HeldGroup: {
            /** @description The trigger. */
            trigger_id: string;
            /** @description Its name. */
            trigger_name: string;
            /** @description Why. */
            reason: components["schemas"]["Reason"];
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
            /** @description When the oldest one came. */
            since: string;
            /** @description When the newest one came. */
            latest: string;
            /** @description The newest ones, at most 50. */
            events: components["schemas"]["HeldEvent"][];
        };
        /** @description Which of a trigger's matches. */
        HeldInput: {
            /** @description These events, else all that wait. */
            event_ids?: string[];
            /** @description Of all that wait, only those that wait for this reason. */
            reason?: components["schemas"]["ReasonCode"];
        };
        /** @description All matches that wait. */
        HeldList: {
            /** @description By trigger and reason, the newest first. */
            groups: components["schemas"]["HeldGroup"][];
        };
        /** @description `GET /api/home`. */
        Home: {
            /** @description Runs since local midnight. */
            today: components["schemas"]["Today"];
            /** @description 48 half hours, oldest first. */
            bars: components["schemas"]["Bar"][];
            /** @description What a person should look at, most urgent first. */
            attention: components["schemas"]["Attention"][];
            /** @description Runs at work. */
            running: components["schemas"]["RunSummary"][];
            /** @description Files seen lately and what happened to them. */
            recent_files: components["schemas"]["RecentFile"][];
            /** @description Whether nothing was set up yet. */
            first_run: boolean;
        };
        /**
         * @description What an unknown condition does.
         * @enum {string}
         */
        IfUnknown: "no_match" | "match" | "error";
        /** @description A list without pages. */
        Items_Decision: {
            /** @description The rows. */
            items: {
                /** @description The trigger. */
                trigger_id: string;
                /** @description Its name at that time. */
                trigger_name: string;
                /**
                 * Format: int64
                 * @description Its revision at that time.
                 */
                trigger_revision: number;
                /** @description What it decided. */
                outcome: components["schemas"]["DecisionOutcome"];
                /** @description Why a match did not simply start its run. */
                reason?: components["schemas"]["Reason"];
                /**
                 * Format: int64
                 * @description Conditions that held.
                 */
                passed: number;
                /**
                 * Format: int64
                 * @description Conditions in all.
                 */
                total: number;
                explanation: components["schemas"]["Explained"] | null;
                /** @description Paths of the fewest conditions that would have to say the opposite for it to match; empty when they hold. */
                blockers: string[];
                /** @description The run it started. */
                run_id?: string;
                /** @description Whether the trigger changed since. */
                changed_since: boolean;
                /** @description Whether the trigger as it is now would match. */
                would_match_now?: boolean;
            }[];
        };
        /** @description A list without pages. */
        Items_RunCause: {
            /** @description The rows. */
            items: {
                /** @description The cause. */
                cause: string;
                /** @description Workflow, step and error in words that hold for every one of the runs. */
                title: string;
                /** @description What the newest says of itself, where the title leaves out what differs. */
                example?: string;
                /**
                 * Format: int64
                 * @description How many.
                 */
                count: number;
                /** @description When the first was queued. */
                first_at: string;
                /** @description When the last was queued. */
                last_at: string;
                /** @description The workflow. */
                workflow_id: string;
                /** @description The step. */
                step_id: string;
                /** @description The runs, newest first, at most 1,000. */
                run_ids: string[];
            }[];
        };
        /** @description A list without pages. */
        Items_Source: {
            /** @description The rows. */
            items: {
                /** @description Unique id, the folder's name. */
                id: string;
                /** @description Display name. */
                name: string;
                /** @description What it does. */
                description: string;
                /** @description Semantic version. */
                version: string;
                /** @description What it is doing. */
                state: components["schemas"]["SourceState"];
                /** @description Since when. */
                state_since: string;
                /** @description Why. */
                state_detail?: string;
                /** @description What it reports. */
                eventTypes: components["schemas"]["EventType"][];
                /** @description JSON Schema of its configuration. */
                configSchema?: components["schemas"]["AnyObject"];
                /** @description Path of its webhook. */
                webhookEndpoint?: string;
                /** @description Whether its manifest offers it as on or off. */
                status: components["schemas"]["SourceStatus"];
                /** @description Words it is found by. */
                tags: string[];
                /** @description Who made it. */
                author?: string;
                /** @description Its licence. */
                license?: string;
                /** @description Whether it came with Prama. */
                shipped: boolean;
                /** @description The source whose folder and manifest it shares, if it is a further instance. */
                instance_of?: string;
                /** @description Whether its program may run; absent while its manifest cannot be read. */
                trust?: components["schemas"]["SourceTrust"];
                /** @description Its folder. */
                path: string;
                /** @description Its plugin.json. */
                manifest_path: string;
                /** @description Its README as Markdown. */
                readme?: string;
                /**
                 * Format: int32
                 * @description Process id while it runs as a process.
                 */
                pid?: number;
                /**
                 * Format: int32
                 * @description Restarts after crashes.
                 */
                restarts: number;
                /**
                 * Format: int64
                 * @description Events accepted, ever.
                 */
                events_total: number;
                /**
                 * Format: int64
                 * @description Events set aside, ever.
                 */
                rejected_total: number;
                /** @description When it last reported something. */
                last_activity_at?: string;
                /**
                 * Format: double
                 * @description Events in the last minute.
                 */
                rate_per_min: number;
                /** @description Events in each of the last 60 seconds, the running one last; absent when there were none. */
                recent?: number[];
                /** @description When it starts again after a crash. */
                next_restart_at?: string;
                /** @description Events are accepted, flagged, whose data does not fit what it declares; else they are set aside. */
                accept_unfit: boolean;
                /** @description Its configuration. A secret that is set reads `{"$secret": "set"}`. */
                config: components["schemas"]["AnyObject"];
                /** @description `ETag` of its configuration: sent back in `If-Match`, it writes over this one only. */
                config_etag: string;
                /** @description Health of the folders it watches. */
                folders: components["schemas"]["FolderHealth"][];
                /** @description Where calls from other services come in. */
                webhooks?: components["schemas"]["Webhook"][];
                /** @description What is wrong with its manifest. */
                errors: components["schemas"]["ManifestError"][];
                /** @description What could be better in its manifest. */
                warnings: components["schemas"]["ManifestError"][];
            }[];
        };
        /** @description A list without pages. */
        Items_StepType: {
            /** @description The rows. */
            items: {
                /** @description Its name in workflows. */
                type: string;
                /** @description Display name. */
                title: string;
                /** @description One sentence. */
                description: string;
                /** @description Words it is found by. */
                keywords: string[];
                /** @description What it touches. */
                touches: components["schemas"]["Touches"][];
                /** @description Whether it is never started twice for one run. */
                at_most_once: boolean;
                /** @description JSON Schema of its inputs. */
                inputs: components["schemas"]["AnyObject"];
                /** @description JSON Schema of its outputs. */
                outputs: components["schemas"]["AnyObject"];
                /** @description An example of `with`. */
                example: components["schemas"]["AnyObject"];
            }[];
        };
        /** @description A list without pages. */
        Items_WorkflowRevision: {
            /** @description The rows. */
            items: {
                /**
                 * Format: int64
                 * @description Revision, from 1.
                 */
                revision: number;
                /** @description When it was saved. */
                created_at: string;
                /** @description Display name at that time. */
                name: string;
                /** @description What it was for. */
                description?: string;
                /** @description Its steps. */
                steps: components["schemas"]["Step"][];
            }[];
        };
        /** @description Body of `POST /api/triggers/judge`: a draft, and one of `event`, `text` and `file`. */
        JudgeInput: {
            /** @description The draft; name and workflow may be missing. */
            draft: components["schemas"]["TriggerInput"];
            /** @description The event's data, or a whole envelope with `event_type` and `data`. */
            event?: components["schemas"]["AnyObject"];
            /** @description The same as text: what is wrong with it is said with line and column. */
            text?: string;
            /** @description The path of a file that the event would tell of. */
            file?: string;
        };
        /** @description What a draft says of an event that is not stored. */
        Judged: {
            /** @description What a person calls it; empty when there is no event yet. */
            subject: string;
            /** @description Whether it would come in and match. */
            matched: boolean;
            /** @description Why it would be refused, or would not come: then no trigger is asked. */
            problem?: components["schemas"]["Problem"];
            /** @description Path of the condition that stops it. */
            failed_leaf?: string;
            explanation: components["schemas"]["Explained"] | null;
            /** @description The payload; absent when it cannot be read. */
            data?: components["schemas"]["AnyObject"];
        };
        /** @description One field compared. */
        Leaf: {
            /** @description Dotted path in the payload. */
            field: string;
            /** @description How it is compared. */
            op: components["schemas"]["Op"];
            /** @description With what; absent for operators that need nothing. */
            value?: unknown;
            /** @description Texts are compared ignoring case unless this is true. */
            case_sensitive?: boolean;
            /** @description Whose weekday and time of day; UTC when absent. */
            time_zone?: string;
            /** @description What happens when the field is missing or of a type that cannot be compared; `no_match` when absent. */
            if_unknown?: components["schemas"]["IfUnknown"];
        };
        /**
         * @description Level of a source's log line.
         * @enum {string}
         */
        Level: "debug" | "info" | "warn" | "error";
        /** @description One page of a list, newest first. */
        List_EventSummary: {
            /** @description The rows. */
            items: {
                /** @description Its id. */
                id: string;
                /** @description Source id. */
                source: string;
                /** @description Source's display name. */
                source_name: string;
                /** @description Event type. */
                event_type: string;
                /** @description Its display name. */
                event_label: string;
                /** @description What a person calls it, e.g. the file name. */
                subject: string;
                /** @description When it happened. */
                time: string;
                /** @description When it was received. */
                received_at: string;
                /** @description Whether it was accepted. */
                status: components["schemas"]["EventStatus"];
                /** @description What became of it. */
                outcome: components["schemas"]["EventOutcome"];
                /**
                 * Format: int64
                 * @description Triggers that matched.
                 */
                matched: number;
                /**
                 * Format: int64
                 * @description Triggers that did not.
                 */
                not_matched: number;
                /**
                 * Format: int64
                 * @description Triggers that were off, or whose source was paused.
                 */
                off: number;
                /**
                 * Format: int64
                 * @description Triggers that matched and do not run.
                 */
                suppressed: number;
                /**
                 * Format: int64
                 * @description Triggers that matched and wait.
                 */
                held: number;
                /**
                 * Format: int64
                 * @description Runs it started, re-runs included.
                 */
                runs_total: number;
                /** @description Why it was set aside. */
                rejection?: components["schemas"]["Problem"];
                /** @description What is wrong with it, if it was accepted all the same as its source is set to do. */
                flag?: components["schemas"]["Problem"];
                /** @description Who caused it. */
                user_id?: string | null;
                /** @description The event that it repeats. */
                replay_of?: string;
            }[];
            /** @description Ask again with `?cursor=` for what follows; null at the end. */
            next_cursor: string | null;
            /**
             * Format: int64
             * @description How many rows match the filter.
             */
            total: number;
            /** @description False when there are more than were counted. */
            total_is_exact: boolean;
        };
        /** @description One page of a list, newest first. */
        List_RunSummary: {
            /** @description The rows. */
            items: {
                /** @description Its id (`execution_id`). */
                id: string;
                /** @description What a person calls it, e.g. the file name. */
                subject: string;
                /** @description What runs. */
                workflow_id: string;
                /** @description Its name at that time. */
                workflow_name: string;
                /**
                 * Format: int64
                 * @description Its revision at that time.
                 */
                workflow_revision: number;
                /** @description Why it runs; null when started by hand. */
                trigger_id: string | null;
                /** @description The trigger's name. */
                trigger_name: string | null;
                /** @description The event it works on. */
                event_id: string;
                /** @description Status. */
                status: components["schemas"]["RunStatus"];
                /** @description Why it has this status. */
                reason: string | null;
                /**
                 * Format: int64
                 * @description Steps done.
                 */
                steps_done: number;
                /**
                 * Format: int64
                 * @description Steps in all.
                 */
                steps_total: number;
                /** @description Name of the step at work. */
                current_step?: string;
                /** @description When it was queued. */
                created_at: string;
                /** @description When it first started. */
                started_at: string | null;
                /** @description When it ended. */
                completed_at: string | null;
                /**
                 * Format: int64
                 * @description From start to end, in milliseconds.
                 */
                duration_ms: number | null;
                /** @description Why it failed. */
                error?: components["schemas"]["RunError"];
                /** @description The same for runs that failed for the same cause. */
                cause?: string;
                /** @description Whether it was started to try something. */
                test: boolean;
                /** @description The run it repeats. */
                rerun_of?: string;
                /** @description When the next attempt starts, while it waits. */
                next_attempt_at?: string;
            }[];
            /** @description Ask again with `?cursor=` for what follows; null at the end. */
            next_cursor: string | null;
            /**
             * Format: int64
             * @description How many rows match the filter.
             */
            total: number;
            /** @description False when there are more than were counted. */
            total_is_exact: boolean;
        };
        /** @description One page of a list, newest first. */
        List_Trigger: {
            /** @description The rows. */
            items: {
                /** @description Slug. */
                id: string;
                /** @description Display name. */
                name: string;
                /** @description Source id. */
                source: string;
                /** @description Source's display name; the id when there is no such source. */
                source_name: string;
                /** @description Event type. */
                event_type: string;
                /** @description Its display name. */
                event_label: string;
                /** @description What runs. */
                workflow_id: string;
                /** @description Its display name; the id when there is no such workflow. */
                workflow_name: string;
                conditions: components["schemas"]["Condition"] | null;
                /** @description How often and when a match becomes a run. */
                options?: components["schemas"]["Options"];
                /** @description Whether it is on. */
                active: boolean;
                /**
                 * Format: int64
                 * @description Revision, from 1.
                 */
                revision: number;
                /** @description Its `ETag`: sent back in `If-Match`, it writes over this state only. */
                etag: string;
                /** @description When it was made. */
                created_at: string;
                /** @description When it was last changed. */
                updated_at: string;
                /** @description The trigger as one sentence. */
                sentence: string;
                /** @description Whether its source is missing, off or broken. */
                waiting_for_source: boolean;
                /**
                 * Format: int64
                 * @description Events it judged in the last 24 hours.
                 */
                events_24h: number;
                /**
                 * Format: int64
                 * @description Of those, matched.
                 */
                matched_24h: number;
                /**
                 * Format: int64
                 * @description Runs it started in the last 24 hours.
                 */
                runs_24h: number;
                /**
                 * Format: int64
                 * @description Of those, failed.
                 */
                failed_24h: number;
                /** @description When it last matched. */
                last_fired_at: string | null;
                /**
                 * Format: int64
                 * @description Events it ever judged.
                 */
                events_ever: number;
                /**
                 * Format: int64
                 * @description Of those, matched.
                 */
                matched_ever: number;
                /** @description What is wrong with it, or worth a look: what it refers to and is not there, a loop that can be seen. */
                problems: components["schemas"]["TriggerProblem"][];
                /** @description Fields that its conditions use and that changed in the events. */
                warnings?: components["schemas"]["TriggerWarning"][];
                /** @description After it was saved or turned on: what it would have done with the last 100 events. */
                said?: components["schemas"]["Said"];
            }[];
            /** @description Ask again with `?cursor=` for what follows; null at the end. */
            next_cursor: string | null;
            /**
             * Format: int64
             * @description How many rows match the filter.
             */
            total: number;
            /** @description False when there are more than were counted. */
            total_is_exact: boolean;
        };
        /** @description One page of a list, newest first. */
        List_Workflow: {
            /** @description The rows. */
            items: {
                /** @description Slug. */
                id: string;
                /** @description Display name. */
                name: string;
                /** @description What it is for. */
                description?: string;
                /** @description Run in order. */
                steps: components["schemas"]["Step"][];
                /**
                 * Format: int64
                 * @description Revision, from 1.
                 */
                revision: number;
                /** @description Its `ETag`: sent back in `If-Match`, it writes over this state only. */
                etag: string;
                /** @description When it was made. */
                created_at: string;
                /** @description When it was last changed. */
                updated_at: string;
                /** @description Triggers that run it, the 50 first made at most. */
                used_by: components["schemas"]["UsedBy"][];
                /**
                 * Format: int64
                 * @description How many triggers use it.
                 */
                used_by_total: number;
                /** @description Its newest run. */
                last_run?: components["schemas"]["RunSummary"];
                /**
                 * Format: int64
                 * @description Runs in the last 7 days.
                 */
                runs_7d: number;
                /**
                 * Format: int64
                 * @description Of those, succeeded.
                 */
                succeeded_7d: number;
                /**
                 * Format: int64
                 * @description Median time of those, in milliseconds.
                 */
                median_ms_7d: number | null;
                /** @description What is wrong with it. */
                problems: components["schemas"]["FieldProblem"][];
            }[];
            /** @description Ask again with `?cursor=` for what follows; null at the end. */
            next_cursor: string | null;
            /**
             * Format: int64
             * @description How many rows match the filter.
             */
            total: number;
            /** @description False when there are more than were counted. */
            total_is_exact: boolean;
        };
        /**
         * @description Level of a run's log line.
         * @enum {string}
         */
        LogLevel: "debug" | "info" | "warn" | "error" | "out" | "err";
        /** @description A line of a run's log. */
        LogLine: {
            /**
             * Format: int64
             * @description Its number, from 1.
             */
            n: number;
            /** @description When. */
            at: string;
            /** @description Level. */
            level: components["schemas"]["LogLevel"];
            /**
             * Format: int32
             * @description The step's position.
             */
            step: number | null;
            /**
             * Format: int32
             * @description The attempt's number.
             */
            attempt: number | null;
            /** @description Text. */
            text: string;
        };
        /** @description What is wrong with a manifest, and where. */
        ManifestError: {
            /** @description Stable code, e.g. `PLG-001`. */
            code: string;
            /** @description What is wrong. */
            message: string;
            /** @description The file. */
            file: string;
            /**
             * Format: int32
             * @description Line, from 1.
             */
            line: number;
            /**
             * Format: int32
             * @description Column, from 1.
             */
            column: number;
            /** @description JSON pointer. */
            pointer: string;
            /** @description What is expected. */
            expected?: string;
            /** @description The one near candidate. */
            suggestion?: string;
            /** @description The lines around it. */
            excerpt?: components["schemas"]["ExcerptLine"][];
        };
        /** @description Metadata of an envelope. */
        Metadata: {
            /** @description Source id, when it is not on top. */
            source?: string;
            /** @description When it happened, RFC 3339. */
            timestamp?: string;
            /** @description Who caused it. */
            user_id?: string | null;
            /** @description Free. */
            additional_data?: components["schemas"]["AnyObject"];
        };
        /** @description A past value that nearly was what was asked for. */
        NearestValue: {
            /** @description The value, or the part of it that is near. */
            value: unknown;
            /**
             * Format: int64
             * @description Events that had it.
             */
            seen: number;
            /** @description What asking for it would do. */
            fix: components["schemas"]["EvaluationFix"];
            /** @description The same as a button says it. */
            offer: string;
        };
        /** @description `GET /api/triggers/{id}/never-matched`. */
        NeverMatched: {
            /**
             * Format: int64
             * @description Past events looked at, at most 10,000.
             */
            total: number;
            /**
             * Format: int64
             * @description Of those, the trigger as it is now matches.
             */
            matched: number;
            /** @description In words; absent when it is off, saw nothing, or matched before. */
            said?: components["schemas"]["Said"];
            /** @description The condition that every event failed; absent when there is none such, or one matches. */
            blocker?: components["schemas"]["NeverMatchedBlocker"];
        };
        /** @description A condition that every event failed. */
        NeverMatchedBlocker: {
            /** @description Its path. */
            path: string;
            /** @description Its field; empty for an expression. */
            field: string;
            /** @description Its operator; empty for an expression. */
            op: string;
            /** @description Its value. */
            value: unknown;
            /** @description As words. */
            text: string;
            /** @description The past value that is nearest to what it asks for. */
            nearest?: components["schemas"]["NearestValue"];
            /** @description Commonest past values of the field. */
            values: components["schemas"]["FieldValue"][];
        };
        /** @description Body of `POST /api/event-sources/{id}/instances`. */
        NewInstance: {
            /** @description Its own id, in kebab-case. */
            id: string;
            /** @description Display name; the source's with the id if absent. */
            name?: string;
            /** @description Its configuration. */
            config?: components["schemas"]["AnyObject"];
        };
        /**
         * @description What a run does when a step fails for good.
         * @enum {string}
         */
        OnError: "stop" | "continue";
        /** @description Each file, path or key runs once. */
        OnceOption: {
            /** @description What "the same" means. */
            per: components["schemas"]["OncePer"];
            /** @description With `per: key`: the field's dotted path. */
            key?: string;
            /**
             * Format: int32
             * @description Days after which it may run again.
             */
            forget_after_days?: number;
        };
        /**
         * @description What "the same" means: path with content, path, or the value of a field.
         * @enum {string}
         */
        OncePer: "file" | "path" | "key";
        /**
         * @description How a field is compared.
         * @enum {string}
         */
        Op: "contains" | "not_contains" | "is" | "is_not" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with" | "matches_glob" | "not_matches_glob" | "matches_regex" | "not_matches_regex" | "is_one_of" | "is_not_one_of" | "is_empty" | "is_not_empty" | "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "between" | "not_between" | "before" | "not_before" | "after" | "not_after" | "in_last_seconds" | "not_in_last_seconds" | "weekday_is" | "weekday_is_not" | "time_between" | "time_not_between" | "is_true" | "is_false" | "has_item" | "not_has_item" | "count_eq" | "count_ne" | "count_ge" | "count_lt" | "count_gt" | "count_le" | "any_item" | "no_item" | "all_items" | "not_all_items" | "has_field" | "not_has_field" | "extension_is" | "extension_is_not" | "inside_folder" | "not_inside_folder" | "file_name_matches" | "not_file_name_matches" | "exists" | "is_missing";
        /** @description One option of a trigger in words. */
        OptionText: {
            /** @description Its name in `options`. */
            key: string;
            /** @description The sentence. */
            text: string;
        };
        /** @description Options of a trigger; what is not written does not apply. */
        Options: {
            /** @description Each file, path or key runs once. */
            once?: components["schemas"]["OnceOption"];
            /** @description Waits until nothing new comes; the last event runs. */
            debounce?: components["schemas"]["DebounceOption"];
            /** @description Collects events into one run. */
            batch?: components["schemas"]["BatchOption"];
            /** @description At most so many runs in a time. */
            rate?: components["schemas"]["RateOption"];
            /** @description How many runs at once. */
            concurrency?: components["schemas"]["ConcurrencyOption"];
            /** @description When it may run. */
            schedule?: components["schemas"]["ScheduleOption"];
            /** @description Holds an unexpected flood until a person looked at it. */
            flood?: components["schemas"]["FloodOption"];
            /** @description Stops a trigger whose runs touch too many files. */
            brake?: components["schemas"]["BrakeOption"];
        };
        /**
         * @description What happens outside the schedule: held until it opens, or not run.
         * @enum {string}
         */
        OutsideSchedule: "hold" | "ignore";
        /**
         * @description What happens to a run too many: it starts later, not at all, or when a person says so.
         * @enum {string}
         */
        Overflow: "queue" | "drop" | "hold";
        /** @description A file that waits. */
        PendingFile: {
            /** @description The file. */
            path: string;
            /** @description What it waits for, as a sentence. */
            reason: string;
            /**
             * Format: int64
             * @description Its length so far.
             */
            bytes: number;
            /** @description It became longer lately. */
            growing: boolean;
        };
        /** @description What went wrong (`application/problem+json`). */
        Problem: {
            /** @description `urn:prama:error:<code>`. */
            type: string;
            /** @description What happened, one sentence. */
            title: string;
            /**
             * Format: int32
             * @description HTTP status.
             */
            status: number;
            /** @description Stable code; docs/errors.md lists them. */
            code: string;
            /** @description What it means for you. */
            detail: string;
            /** @description How to fix it. */
            fix?: string;
            /** @description File:line:column, JSON pointer or field. */
            place?: string;
            /** @description Corrected value, only when exactly one candidate is near. */
            suggestion?: string;
            /** @description One entry per wrong field. */
            errors?: components["schemas"]["FieldProblem"][];
            /** @description The event that was kept as rejected. */
            event_id?: string;
            /** @description What stands there now, where somebody else wrote first. */
            current?: components["schemas"]["Current"];
        };
        /** @description Answer to an accepted event, given after it is stored. */
        ProcessAnswer: {
            /** @description Always true. */
            success: boolean;
            /** @description The stored event. */
            event_id: string;
            /** @description Whether an event with this source and key was there already. */
            duplicate: boolean;
            /**
             * Format: int64
             * @description How many triggers matched.
             */
            triggers_matched: number;
            /** @description The runs it started. */
            runs: components["schemas"]["ProcessRun"][];
            /** @description What is wrong with it, if it was accepted all the same as its source is set to do. */
            flag?: components["schemas"]["Problem"];
        };
        /** @description Body of `POST /api/events/process`. */
        ProcessBody: components["schemas"]["EnvelopeBatch"] | components["schemas"]["Envelope"];
        /** @description Answer of `POST /api/events/process`. */
        ProcessReply: components["schemas"]["ProcessAnswer"] | components["schemas"]["ProcessResults"];
        /** @description Answer to one event of several. */
        ProcessResult: components["schemas"]["ProcessAnswer"] | components["schemas"]["Problem"];
        /** @description Answer to several events, in their order. */
        ProcessResults: {
            /** @description One result per event. */
            results: components["schemas"]["ProcessResult"][];
        };
        /** @description A run that an event started. */
        ProcessRun: {
            /** @description The trigger that matched. */
            trigger_id: string;
            /** @description Its name. */
            trigger_name: string;
            /** @description What runs. */
            workflow_id: string;
            /** @description The run. */
            execution_id: string;
        };
        /** @description A condition that holds for the event. */
        Proposal: {
            /** @description The condition. */
            condition: components["schemas"]["Condition"];
            /** @description As words. */
            text: string;
            /** @description How many of how many of the newest events of the type it holds for. */
            matches_of_last: [
                number,
                number
            ];
            /** @description Whether the draft has it. */
            in_draft: boolean;
        };
        /** @description Body of `POST /api/triggers/propose`. */
        ProposeInput: {
            /** @description The event. */
            event_id: string;
        };
        /** @description A trigger for events like one. */
        Proposed: {
            /** @description Ready but for the workflow. */
            draft: components["schemas"]["TriggerInput"];
            /** @description Conditions that set the event apart, best ones first. */
            proposals: components["schemas"]["Proposal"][];
        };
        /** @description At most so many runs in a time. */
        RateOption: {
            /**
             * Format: int32
             * @description How many runs.
             */
            limit: number;
            /**
             * Format: double
             * @description In so many seconds.
             */
            per_s: number;
            /** @description What happens to more; `queue` if absent. */
            overflow?: components["schemas"]["Overflow"];
        };
        /** @description Why, in full. */
        Reason: {
            /** @description For programs. */
            code: components["schemas"]["ReasonCode"];
            /** @description For people. */
            text: string;
            /** @description The event that stands for this one. */
            twin_event_id?: string;
            /** @description The run that stands for this one's. */
            twin_run_id?: string;
            /** @description When it goes on by itself. */
            until?: string;
            /** @description What led to it, first cause first. */
            chain?: string[];
            /** @description Of a loop: the folder that the workflow writes to and the trigger's source watches. */
            folder?: string;
        };
        /**
         * @description What kept a match from starting its run, or delayed it.
         * @enum {string}
         */
        ReasonCode: "once" | "debounced" | "batched" | "rate_limited" | "outside_schedule" | "already_running" | "replaced" | "flood" | "catch_up" | "paused" | "loop" | "brake" | "dismissed" | "off" | "no_workflow";
        /** @description A file that a source reported. */
        RecentFile: {
            /** @description The event. */
            event_id: string;
            /** @description File name. */
            name: string;
            /** @description Path. */
            path: string;
            /** @description When it was seen. */
            at: string;
            /** @description What happened, in the source's words. */
            event_label: string;
            /** @description What became of it. */
            outcome: components["schemas"]["FileOutcome"];
            /** @description Its newest run. */
            run_id?: string;
            /** @description What ran. */
            workflow_name?: string;
            /** @description Why it ran. */
            trigger_name?: string;
        };
        /** @description Body of `POST /api/events/replay`: events by id, or those of a source that came in a time. */
        ReplayInput: {
            /** @description Asked for again under the same id, it is the same replay; nothing is sent twice. */
            id?: string;
            /** @description These events. */
            event_ids?: string[];
            /** @description Those of this source, replays and rejected ones left out. */
            source?: string;
            /** @description Of this type only. */
            event_type?: string;
            /** @description Received at or after, RFC 3339. */
            from?: string;
            /** @description Received before, RFC 3339. */
            to?: string;
            /** @description Only these triggers judge them; absent: all that listen. */
            triggers?: string[];
            /** @description How far it goes. */
            mode: components["schemas"]["ReplayMode"];
            /**
             * Format: int32
             * @description A real one that would start more runs than this is refused.
             */
            max_runs?: number;
        };
        /**
         * @description How far a replay goes.
         * @enum {string}
         */
        ReplayMode: "dry" | "shadow" | "real";
        /** @description What one trigger said of one event. */
        ReplayResult: {
            /** @description The event that was sent again. */
            event_id: string;
            /** @description The new event. */
            replayed_as?: string;
            /** @description The trigger; absent for `rejected` and `waiting`. */
            trigger_id?: string;
            /** @description A decision's outcome, `rejected`, or `waiting`. */
            outcome: string;
            /** @description The run it started. */
            execution_id?: string;
        };
        /** @description What came of a replay, or would come of it. */
        Replayed: {
            /** @description Its id; absent for a dry one without. */
            id?: string;
            /**
             * Format: int64
             * @description Events in it.
             */
            events: number;
            /**
             * Format: int64
             * @description Runs that it started, or would start.
             */
            runs: number;
            /** @description What was said of each event, in their order. */
            results: components["schemas"]["ReplayResult"][];
            /** @description Whether there was more than is shown (10,000) or taken (10,000 events). */
            truncated: boolean;
            /** @description False while it is at work; ask for it again. */
            done: boolean;
        };
        /** @description Body of `POST /api/runs/{id}/rerun`. */
        RerunInput: {
            /** @description Edited data; the event's own if absent. */
            data?: components["schemas"]["AnyObject"];
            /** @description Which revision. */
            workflow_revision?: components["schemas"]["RerunRevision"];
        };
        /**
         * @description Which revision a re-run uses.
         * @enum {string}
         */
        RerunRevision: "latest" | "same";
        /** @description Body of `POST /api/events/{id}/resend`. */
        Resend: {
            /** @description Send it as this source instead. */
            source?: string;
            /** @description Only these triggers judge it; absent: all that listen. */
            triggers?: string[];
        };
        /** @description Body of `POST /api/events/set-aside/resend`. */
        ResendAs: {
            /** @description The id that the events named and no source has. */
            source: string;
            /** @description The source that they were meant for. */
            as: string;
        };
        /** @description Retry policy of a step. */
        Retry: {
            /**
             * Format: int32
             * @description Attempts in all, the first included.
             */
            max_attempts: number;
            /**
             * Format: double
             * @description Seconds before the second attempt.
             */
            delay_s: number;
            /**
             * Format: double
             * @description Factor by which each further delay grows.
             */
            backoff?: number;
        };
        /** @description Runs that failed for one cause. */
        RunCause: {
            /** @description The cause. */
            cause: string;
            /** @description Workflow, step and error in words that hold for every one of the runs. */
            title: string;
            /** @description What the newest says of itself, where the title leaves out what differs. */
            example?: string;
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
            /** @description When the first was queued. */
            first_at: string;
            /** @description When the last was queued. */
            last_at: string;
            /** @description The workflow. */
            workflow_id: string;
            /** @description The step. */
            step_id: string;
            /** @description The runs, newest first, at most 1,000. */
            run_ids: string[];
        };
        /** @description `GET /api/runs/{id}`. */
        RunDetail: components["schemas"]["RunSummary"] & {
            /** @description Its steps, in order. */
            steps: components["schemas"]["StepRun"][];
            /** @description The event it works on. */
            event: components["schemas"]["EventSummary"];
            /** @description The file that the event tells of. */
            file_path?: string;
            explanation: components["schemas"]["Explained"] | null;
            /**
             * Format: int64
             * @description Lines in its log.
             */
            log_lines: number;
        };
        /** @description Why a run, step or attempt failed. */
        RunError: {
            /** @description Stable code. */
            code: string;
            /** @description What happened and what it means. */
            message: string;
            /** @description How to fix it. */
            fix?: string;
            /** @description The step's id. */
            step_id?: string;
            /**
             * Format: int32
             * @description The step's position, from 0.
             */
            step_index?: number;
        };
        /** @description Body of `POST /api/workflows/{id}/run`. */
        RunInput: {
            /** @description The data that `event.data` holds in the run. */
            data?: components["schemas"]["AnyObject"];
            /** @description A stored event to run on as it is, instead of `data`. */
            event_id?: string;
        };
        /** @description `GET /api/runs/{id}/log`. */
        RunLog: {
            /** @description The lines, oldest first. */
            lines: components["schemas"]["LogLine"][];
            /**
             * Format: int64
             * @description How many there are in all.
             */
            total: number;
        };
        /** @description A run that was started. */
        RunStarted: {
            /** @description The run. */
            run_id: string;
        };
        /**
         * @description Status of a run.
         * @enum {string}
         */
        RunStatus: "queued" | "running" | "waiting" | "succeeded" | "failed" | "cancelled";
        /** @description A run in a list. */
        RunSummary: {
            /** @description Its id (`execution_id`). */
            id: string;
            /** @description What a person calls it, e.g. the file name. */
            subject: string;
            /** @description What runs. */
            workflow_id: string;
            /** @description Its name at that time. */
            workflow_name: string;
            /**
             * Format: int64
             * @description Its revision at that time.
             */
            workflow_revision: number;
            /** @description Why it runs; null when started by hand. */
            trigger_id: string | null;
            /** @description The trigger's name. */
            trigger_name: string | null;
            /** @description The event it works on. */
            event_id: string;
            /** @description Status. */
            status: components["schemas"]["RunStatus"];
            /** @description Why it has this status. */
            reason: string | null;
            /**
             * Format: int64
             * @description Steps done.
             */
            steps_done: number;
            /**
             * Format: int64
             * @description Steps in all.
             */
            steps_total: number;
            /** @description Name of the step at work. */
            current_step?: string;
            /** @description When it was queued. */
            created_at: string;
            /** @description When it first started. */
            started_at: string | null;
            /** @description When it ended. */
            completed_at: string | null;
            /**
             * Format: int64
             * @description From start to end, in milliseconds.
             */
            duration_ms: number | null;
            /** @description Why it failed. */
            error?: components["schemas"]["RunError"];
            /** @description The same for runs that failed for the same cause. */
            cause?: string;
            /** @description Whether it was started to try something. */
            test: boolean;
            /** @description The run it repeats. */
            rerun_of?: string;
            /** @description When the next attempt starts, while it waits. */
            next_attempt_at?: string;
        };
        /** @description What happened, and what it means for you. What stands in backticks is code. */
        Said: {
            /** @description What happened, one sentence. */
            title: string;
            /** @description What it means; empty when the title says all. */
            detail: string;
        };
        /** @description When it may run. */
        ScheduleOption: {
            /** @description On which days. */
            days: components["schemas"]["Weekday"][];
            /** @description From when, `HH:MM`. */
            from: string;
            /** @description Until when, `HH:MM`; before `from`: on the next day. */
            to: string;
            /** @description IANA name; this computer's zone if absent. */
            time_zone?: string;
            /** @description What happens outside; `hold` if absent. */
            outside?: components["schemas"]["OutsideSchedule"];
        };
        /** @description What a schedule means. */
        SchedulePreview: {
            /** @description As a sentence. */
            description: string;
            /** @description Its next due times, at most five, as its zone's clocks show them, with offset. */
            next: string[];
        };
        /** @description `POST /api/schedules/preview`. */
        SchedulePreviewBody: {
            /** @description A schedule as in the configuration of the source `scheduler`; its id may be absent. */
            schedule: components["schemas"]["AnyObject"];
        };
        /** @description What became of events that were sent to another source. */
        SentAs: {
            /**
             * Format: int64
             * @description Accepted there.
             */
            accepted: number;
            /**
             * Format: int64
             * @description Set aside again.
             */
            refused: number;
            /**
             * Format: int64
             * @description Not sent yet, as one call takes 1,000: call again.
             */
            left: number;
        };
        /** @description One event on which live trigger and draft differ. */
        ShadowDifference: {
            /** @description The event. */
            event_id: string;
            /** @description What a person calls it. */
            subject: string;
            /** @description When it happened. */
            time: string;
            /** @description What the conditions of the live trigger said: `matched`, `no_match` or `error`. */
            live: string;
            /** @description What the draft's said. */
            shadow: string;
        };
        /** @description What becomes of a trigger's matches. */
        ShadowFates: {
            /**
             * Format: int64
             * @description Matches; of the newest 100,000 events.
             */
            matched: number;
            /**
             * Format: int64
             * @description Runs that would have started.
             */
            runs: number;
            /** @description Matches that would have been held or kept from running, by reason; a run is taken to last a second. */
            suppressed: components["schemas"]["EvaluationSuppressed"][];
        };
        /** @description What options make of the matches of live trigger and draft. */
        ShadowOptions: {
            /** @description Of the live one. */
            live: components["schemas"]["ShadowFates"];
            /** @description Of the draft. */
            shadow: components["schemas"]["ShadowFates"];
        };
        /** @description An event source. The quick start's fields keep the spelling of the manifest. */
        Source: {
            /** @description Unique id, the folder's name. */
            id: string;
            /** @description Display name. */
            name: string;
            /** @description What it does. */
            description: string;
            /** @description Semantic version. */
            version: string;
            /** @description What it is doing. */
            state: components["schemas"]["SourceState"];
            /** @description Since when. */
            state_since: string;
            /** @description Why. */
            state_detail?: string;
            /** @description What it reports. */
            eventTypes: components["schemas"]["EventType"][];
            /** @description JSON Schema of its configuration. */
            configSchema?: components["schemas"]["AnyObject"];
            /** @description Path of its webhook. */
            webhookEndpoint?: string;
            /** @description Whether its manifest offers it as on or off. */
            status: components["schemas"]["SourceStatus"];
            /** @description Words it is found by. */
            tags: string[];
            /** @description Who made it. */
            author?: string;
            /** @description Its licence. */
            license?: string;
            /** @description Whether it came with Prama. */
            shipped: boolean;
            /** @description The source whose folder and manifest it shares, if it is a further instance. */
            instance_of?: string;
            /** @description Whether its program may run; absent while its manifest cannot be read. */
            trust?: components["schemas"]["SourceTrust"];
            /** @description Its folder. */
            path: string;
            /** @description Its plugin.json. */
            manifest_path: string;
            /** @description Its README as Markdown. */
            readme?: string;
            /**
             * Format: int32
             * @description Process id while it runs as a process.
             */
            pid?: number;
            /**
             * Format: int32
             * @description Restarts after crashes.
             */
            restarts: number;
            /**
             * Format: int64
             * @description Events accepted, ever.
             */
            events_total: number;
            /**
             * Format: int64
             * @description Events set aside, ever.
             */
            rejected_total: number;
            /** @description When it last reported something. */
            last_activity_at?: string;
            /**
             * Format: double
             * @description Events in the last minute.
             */
            rate_per_min: number;
            /** @description Events in each of the last 60 seconds, the running one last; absent when there were none. */
            recent?: number[];
            /** @description When it starts again after a crash. */
            next_restart_at?: string;
            /** @description Events are accepted, flagged, whose data does not fit what it declares; else they are set aside. */
            accept_unfit: boolean;
            /** @description Its configuration. A secret that is set reads `{"$secret": "set"}`. */
            config: components["schemas"]["AnyObject"];
            /** @description `ETag` of its configuration: sent back in `If-Match`, it writes over this one only. */
            config_etag: string;
            /** @description Health of the folders it watches. */
            folders: components["schemas"]["FolderHealth"][];
            /** @description Where calls from other services come in. */
            webhooks?: components["schemas"]["Webhook"][];
            /** @description What is wrong with its manifest. */
            errors: components["schemas"]["ManifestError"][];
            /** @description What could be better in its manifest. */
            warnings: components["schemas"]["ManifestError"][];
        };
        /** @description `GET /api/event-sources/{id}/config`. */
        SourceConfig: {
            /** @description The configuration, with defaults. A secret that is set reads `{"$secret": "set"}`. */
            config: components["schemas"]["AnyObject"];
            /** @description Its `ETag`: sent back in `If-Match`, it writes over this one only. */
            etag: string;
        };
        /** @description `GET /api/event-sources/{id}/events`. */
        SourceEvents: {
            /** @description The source's id. */
            source: string;
            /** @description Its display name. */
            name: string;
            /** @description What it reports. */
            eventTypes: components["schemas"]["EventType"][];
        };
        /** @description `GET /api/event-sources/{id}/log`. */
        SourceLog: {
            /** @description The lines, oldest first. */
            lines: components["schemas"]["SourceLogLine"][];
            /**
             * Format: int64
             * @description Number of the newest line there is.
             */
            last: number;
        };
        /** @description A line of a source's log. */
        SourceLogLine: {
            /**
             * Format: int64
             * @description Its number.
             */
            n: number;
            /** @description When. */
            at: string;
            /** @description Level. */
            level: components["schemas"]["Level"];
            /** @description Text. */
            text: string;
        };
        /** @description What a manifest says that its program needs. */
        SourcePermissions: {
            /** @description Folders it reads or writes. */
            folders: string[];
            /** @description Hosts it talks to. */
            network: string[];
        };
        /**
         * @description What a source is doing.
         * @enum {string}
         */
        SourceState: "off" | "starting" | "running" | "backing_off" | "crash_loop" | "invalid" | "untrusted" | "builtin";
        /**
         * @description Whether the manifest offers a source as on or off.
         * @enum {string}
         */
        SourceStatus: "active" | "inactive";
        /** @description What a person is asked to trust. */
        SourceTrust: {
            /** @description Whether it may run. */
            state: components["schemas"]["TrustState"];
            /** @description Hash of the whole folder as it is now; empty when it cannot be made. */
            hash: string;
            /** @description Whether later edits of the folder run without being asked. */
            follows_edits: boolean;
            /** @description What would be started. */
            command: string[];
            /** @description Files of the folder, changed ones first; at most 500. */
            files: components["schemas"]["TrustFile"][];
            /**
             * Format: int64
             * @description How many there are.
             */
            files_total: number;
            /** @description What its manifest says it needs. Nothing keeps it to that. */
            permissions: components["schemas"]["SourcePermissions"];
            /** @description The manifest, compared with the one that was trusted; only when it changed. */
            manifest_diff?: components["schemas"]["DiffLine"][];
            /** @description Why the folder cannot be trusted as it is. */
            problem?: string;
        };
        /** @description `GET /api/status`. */
        Status: {
            /** @description Version of Prama. */
            version: string;
            /** @description Whether runs start. */
            state: components["schemas"]["EngineState"];
            /** @description When this engine started. */
            started_at: string;
            /** @description The data folder. */
            data_dir: string;
            /** @description Where the listener is, without the token; null when there is none. */
            url: string | null;
            /**
             * Format: int64
             * @description Sources at work.
             */
            sources_running: number;
            /**
             * Format: int64
             * @description Sources that are invalid or crashed.
             */
            sources_problem: number;
            /**
             * Format: int64
             * @description Watched folders that can be read.
             */
            folders_watched: number;
            /**
             * Format: int64
             * @description Triggers that are on.
             */
            triggers_on: number;
            /**
             * Format: int64
             * @description Triggers that are off.
             */
            triggers_off: number;
            /**
             * Format: int64
             * @description Runs waiting for a place.
             */
            runs_queued: number;
            /**
             * Format: int64
             * @description Runs at work.
             */
            runs_running: number;
            /**
             * Format: int64
             * @description Runs between two attempts.
             */
            runs_waiting: number;
            /**
             * Format: int64
             * @description Events accepted, ever.
             */
            events_total: number;
            /** @description When the newest event was received. */
            last_event_at: string | null;
            /**
             * Format: double
             * @description Events a second over the last minute.
             */
            events_per_second: number;
            /**
             * Format: int64
             * @description Newest journal seq.
             */
            journal_seq: number;
            /** @description The user's home folder. */
            home_dir: string;
            /** @description Folders that are searched for event sources. */
            source_dirs: string[];
        };
        /** @description One step of a workflow. */
        Step: {
            /** @description Unique in the workflow; `${{ steps.<id>.… }}` refers to it. */
            id: string;
            /** @description Step type of the catalogue. */
            type: string;
            /** @description Display name; the type's title if absent. */
            name?: string;
            /** @description Inputs; texts may hold `${{ CEL }}`. */
            with: components["schemas"]["AnyObject"];
            /**
             * Format: int64
             * @description Seconds until an attempt is stopped.
             */
            timeout_s?: number;
            /** @description What happens when an attempt fails. */
            retry?: components["schemas"]["Retry"];
            /** @description What happens when the step fails for good. */
            on_error?: components["schemas"]["OnError"];
            /** @description CEL; the step is skipped when it is false. */
            if?: string;
        };
        /** @description A step of a run. */
        StepRun: {
            /**
             * Format: int32
             * @description Position, from 0.
             */
            index: number;
            /** @description Step id. */
            id: string;
            /** @description Step type. */
            type: string;
            /** @description Display name. */
            name: string;
            /** @description Status. */
            status: components["schemas"]["StepStatus"];
            /** @description When its first attempt started. */
            started_at: string | null;
            /** @description When it ended. */
            ended_at: string | null;
            /**
             * Format: int64
             * @description From start to end, in milliseconds.
             */
            duration_ms: number | null;
            input: components["schemas"]["AnyObject"] | null;
            output: components["schemas"]["AnyObject"] | null;
            /** @description Whether the output was cut. */
            output_truncated: boolean;
            /** @description Why it failed. */
            error?: components["schemas"]["RunError"];
            /** @description Its attempts, in order. */
            attempts: components["schemas"]["Attempt"][];
            /** @description The same over all attempts; sent along to what the step calls. */
            idempotency_key: string;
            /** @description Whether an attempt was interrupted while it was at work. */
            may_have_run_twice: boolean;
        };
        /**
         * @description Status of a step in a run.
         * @enum {string}
         */
        StepStatus: "pending" | "running" | "waiting" | "succeeded" | "failed" | "skipped" | "cancelled";
        /** @description Result of trying one step. */
        StepTest: {
            /** @description Its output, when it succeeded. */
            output?: components["schemas"]["AnyObject"];
            /** @description Why it failed. */
            error?: components["schemas"]["RunError"];
            /** @description Its inputs, expressions resolved. */
            input: components["schemas"]["AnyObject"];
            /** @description What it logged. */
            log: components["schemas"]["LogLine"][];
            /**
             * Format: int64
             * @description How long it took, in milliseconds.
             */
            duration_ms: number;
        };
        /** @description A step type of the catalogue. */
        StepType: {
            /** @description Its name in workflows. */
            type: string;
            /** @description Display name. */
            title: string;
            /** @description One sentence. */
            description: string;
            /** @description Words it is found by. */
            keywords: string[];
            /** @description What it touches. */
            touches: components["schemas"]["Touches"][];
            /** @description Whether it is never started twice for one run. */
            at_most_once: boolean;
            /** @description JSON Schema of its inputs. */
            inputs: components["schemas"]["AnyObject"];
            /** @description JSON Schema of its outputs. */
            outputs: components["schemas"]["AnyObject"];
            /** @description An example of `with`. */
            example: components["schemas"]["AnyObject"];
        };
        /** @description One line of a file's story. */
        StoryEntry: {
            /** @description When. */
            at: string;
            /** @description What. */
            kind: components["schemas"]["StoryKind"];
            /** @description In a sentence. */
            text: string;
            /** @description Status of the run, or outcome of the decision. */
            status?: string;
            /** @description The event. */
            event_id?: string;
            /** @description The run. */
            run_id?: string;
            /** @description The trigger. */
            trigger_id?: string;
        };
        /**
         * @description What an entry of a file's story tells of.
         * @enum {string}
         */
        StoryKind: "event" | "decision" | "run" | "moved" | "pending";
        /** @description `GET /api/sync`. */
        Synced: {
            /**
             * Format: int64
             * @description Journal seq up to which everything before the call has been seen and matched.
             */
            seq: number;
            /**
             * Format: int64
             * @description Files that were seen in watched folders and are not told yet: still being written, unreadable, or just gone and maybe
             *     renamed. 0: everything is told.
             */
            waiting: number;
        };
        /** @description Body of `POST /api/workflows/{id}/test-step`. */
        TestStepInput: {
            /** @description The step, as it is on screen. */
            step: components["schemas"]["Step"];
            /** @description The event whose data it sees; the newest fitting one if absent. */
            event_id?: string;
            /** @description Outputs of earlier steps, by step id. */
            steps?: {
                [key: string]: unknown;
            };
        };
        /** @description Runs since local midnight. */
        Today: {
            /**
             * Format: int64
             * @description All of them.
             */
            runs: number;
            /**
             * Format: int64
             * @description Done.
             */
            succeeded: number;
            /**
             * Format: int64
             * @description Failed.
             */
            failed: number;
            /**
             * Format: int64
             * @description At work or queued.
             */
            active: number;
            /**
             * Format: int64
             * @description Between two attempts.
             */
            waiting: number;
            /**
             * Format: int64
             * @description Median time from start to end of those that succeeded, in milliseconds.
             */
            median_ms: number | null;
            /**
             * Format: int64
             * @description 95th percentile of it.
             */
            p95_ms: number | null;
        };
        /**
         * @description What a step touches.
         * @enum {string}
         */
        Touches: "files_read" | "files_write" | "network" | "process" | "screen" | "events" | "nothing";
        /** @description A trigger. */
        Trigger: {
            /** @description Slug. */
            id: string;
            /** @description Display name. */
            name: string;
            /** @description Source id. */
            source: string;
            /** @description Source's display name; the id when there is no such source. */
            source_name: string;
            /** @description Event type. */
            event_type: string;
            /** @description Its display name. */
            event_label: string;
            /** @description What runs. */
            workflow_id: string;
            /** @description Its display name; the id when there is no such workflow. */
            workflow_name: string;
            conditions: components["schemas"]["Condition"] | null;
            /** @description How often and when a match becomes a run. */
            options?: components["schemas"]["Options"];
            /** @description Whether it is on. */
            active: boolean;
            /**
             * Format: int64
             * @description Revision, from 1.
             */
            revision: number;
            /** @description Its `ETag`: sent back in `If-Match`, it writes over this state only. */
            etag: string;
            /** @description When it was made. */
            created_at: string;
            /** @description When it was last changed. */
            updated_at: string;
            /** @description The trigger as one sentence. */
            sentence: string;
            /** @description Whether its source is missing, off or broken. */
            waiting_for_source: boolean;
            /**
             * Format: int64
             * @description Events it judged in the last 24 hours.
             */
            events_24h: number;
            /**
             * Format: int64
             * @description Of those, matched.
             */
            matched_24h: number;
            /**
             * Format: int64
             * @description Runs it started in the last 24 hours.
             */
            runs_24h: number;
            /**
             * Format: int64
             * @description Of those, failed.
             */
            failed_24h: number;
            /** @description When it last matched. */
            last_fired_at: string | null;
            /**
             * Format: int64
             * @description Events it ever judged.
             */
            events_ever: number;
            /**
             * Format: int64
             * @description Of those, matched.
             */
            matched_ever: number;
            /** @description What is wrong with it, or worth a look: what it refers to and is not there, a loop that can be seen. */
            problems: components["schemas"]["TriggerProblem"][];
            /** @description Fields that its conditions use and that changed in the events. */
            warnings?: components["schemas"]["TriggerWarning"][];
            /** @description After it was saved or turned on: what it would have done with the last 100 events. */
            said?: components["schemas"]["Said"];
        };
        /**
         * @description What is done to many triggers.
         * @enum {string}
         */
        TriggerBulkAction: "enable" | "disable" | "delete" | "restore" | "duplicate";
        /** @description What became of many triggers. */
        TriggerBulkDone: {
            /** @description Those it was done to; of a duplicate, the new one's id. */
            done: string[];
            /** @description Those it could not be done to. */
            failed: components["schemas"]["TriggerBulkFailed"][];
        };
        /** @description One trigger to which it could not be done. */
        TriggerBulkFailed: {
            /** @description Which. */
            id: string;
            /** @description Why. */
            problem: components["schemas"]["Problem"];
        };
        /** @description Body of `POST /api/triggers/bulk`. */
        TriggerBulkInput: {
            /** @description Which; 10,000 at most. */
            ids: string[];
            /** @description What is done to each. */
            action: components["schemas"]["TriggerBulkAction"];
        };
        /** @description One change of a trigger. */
        TriggerChange: {
            /** @description JSON pointer into the newer state; of what was removed, into the older one. */
            path: string;
            /** @description What happened. */
            kind: components["schemas"]["TriggerChangeKind"];
            /** @description What stood there. */
            before?: unknown;
            /** @description What stands there. */
            after?: unknown;
            /** @description The change in words. */
            text: string;
        };
        /**
         * @description Whether something came, went or became something else.
         * @enum {string}
         */
        TriggerChangeKind: "added" | "removed" | "changed";
        /** @description A trigger as a person defines it. */
        TriggerInput: {
            /** @description Slug; made from the name if absent. */
            id?: string;
            /** @description Display name. */
            name: string;
            /** @description Source id. */
            source: string;
            /** @description Event type. */
            event_type: string;
            /** @description What runs. */
            workflow_id: string;
            conditions?: components["schemas"]["Condition"] | null;
            /** @description How often and when a match becomes a run; nothing means each, at once. */
            options?: components["schemas"]["Options"];
            /** @description Whether it is on. */
            active: boolean;
        };
        /** @description A trigger that shares matches. */
        TriggerOverlap: {
            /** @description Its id. */
            trigger_id: string;
            /** @description The others, those that share the most first. */
            also_matched_by: components["schemas"]["AlsoMatched"][];
        };
        /** @description `GET /api/triggers/overlaps`. */
        TriggerOverlaps: {
            /** @description Triggers whose matches another one shared in the last 24 hours, looked at in the newest 10,000 events. */
            items: components["schemas"]["TriggerOverlap"][];
        };
        /** @description Something wrong with a saved trigger, or worth a look. */
        TriggerProblem: {
            /** @description Stable code; docs/errors.md lists them. */
            code: string;
            /** @description `error`: it can't work; `warning`: worth a look. */
            severity: components["schemas"]["TriggerProblemSeverity"];
            /** @description What it is, one sentence. */
            title: string;
            /** @description What it means for you. */
            detail: string;
            /** @description How to fix it. */
            fix?: string;
            /** @description JSON pointer into the trigger. */
            place?: string;
            /** @description Corrected value, only when exactly one candidate is near. */
            suggestion?: string;
            /** @description The id under which its events came instead: they are in the list of the rejected. */
            other_id?: string;
        };
        /**
         * @description How bad it is.
         * @enum {string}
         */
        TriggerProblemSeverity: "error" | "warning";
        /** @description One saved state of a trigger. */
        TriggerRevision: {
            /**
             * Format: int64
             * @description Its number, from 1.
             */
            revision: number;
            /** @description When it was saved. */
            created_at: string;
            /** @description What changed, in one line. */
            summary: string;
            /** @description What changed since the one before, or since the one asked for. */
            changes: components["schemas"]["TriggerChange"][];
        };
        /** @description `GET /api/triggers/{id}/revisions/{n}`. */
        TriggerRevisionDetail: components["schemas"]["TriggerRevision"] & {
            /** @description The trigger as it was, as one sentence. */
            sentence: string;
            /** @description The trigger as it was. */
            definition: components["schemas"]["TriggerInput"];
        };
        /** @description `GET /api/triggers/{id}/revisions`, newest first. */
        TriggerRevisions: {
            /** @description The revisions. */
            revisions: components["schemas"]["TriggerRevision"][];
        };
        /** @description `GET /api/triggers/{id}/shadow`: how a draft does beside the live trigger. */
        TriggerShadow: {
            /** @description The draft. */
            draft: components["schemas"]["TriggerInput"];
            /** @description The draft as one sentence. */
            sentence: string;
            /** @description How it differs from the live trigger. */
            changes: components["schemas"]["TriggerChange"][];
            /** @description Since when it is judged. */
            since: string;
            /**
             * Format: int64
             * @description Events that either of the two judged.
             */
            judged: number;
            /**
             * Format: int64
             * @description Of those, with another verdict.
             */
            differed: number;
            /** @description The newest of these; 200 at most. */
            differences: components["schemas"]["ShadowDifference"][];
            /** @description What the options of both make of their matches since then, as a backtest says it. Absent when neither has options. */
            options?: components["schemas"]["ShadowOptions"];
        };
        /** @description A field that a trigger's conditions use and that changed in the events. */
        TriggerWarning: {
            /** @description Dotted path. */
            field: string;
            /** @description What changed. */
            kind: components["schemas"]["FieldDriftKind"];
            /** @description In a sentence. */
            text: string;
        };
        /** @description `GET /api/triggers/{id}/why`. */
        TriggerWhy: {
            /** @description From the source to the workflow. */
            links: components["schemas"]["WhyLink"][];
            /** @description The id under which its events came instead: they are in the list of the rejected. */
            other_id?: string;
        };
        /** @description A file of the folder. */
        TrustFile: {
            /** @description Path in the folder; a link is shown with where it leads. */
            path: string;
            /**
             * Format: int64
             * @description Its size.
             */
            size_bytes: number;
            /** @description How it differs from what was trusted. */
            change?: components["schemas"]["FileChange"];
        };
        /** @description Body of `POST /api/event-sources/{id}/trust`. */
        TrustRequest: {
            /** @description The hash that was shown: what is on disk must still have it. */
            hash: string;
            /** @description Later edits of this folder run without being asked: for its author. */
            follow_edits?: boolean;
        };
        /**
         * @description Whether the program of a source may run.
         * @enum {string}
         */
        TrustState: "shipped" | "trusted" | "new" | "changed" | "blocked";
        /**
         * @description Result of a condition.
         * @enum {string}
         */
        Truth: "true" | "false" | "unknown";
        /**
         * @description Why a condition is unknown.
         * @enum {string}
         */
        Unknown: "missing" | "wrong_type" | "expression";
        /** @description The form of `POST /api/uploads`. */
        UploadForm: {
            /** @description The files, each in a field of this name. */
            file: string[];
            /** @description Who sends them. */
            user_id?: string;
            /** @description What a program that a step started finds in `PRAMA_CAUSED_BY`. */
            caused_by?: string;
        };
        /** @description Answer of `POST /api/uploads`. */
        UploadReply: {
            /** @description The files, in the order of the form. */
            files: components["schemas"]["UploadedFile"][];
        };
        /** @description A stored file. */
        UploadedFile: {
            /** @description Its event. */
            event_id: string;
            /** @description Whether that event was there already, under the same key. */
            duplicate: boolean;
            /** @description Its name, without any path. */
            filename: string;
            /** @description Where it lies. */
            file_path: string;
            /**
             * Format: int64
             * @description Its size in bytes.
             */
            file_size: number;
            /** @description SHA-256 in hexadecimal. */
            file_hash: string;
            /** @description Media type. */
            content_type: string;
            /** @description The runs that it started. */
            runs: components["schemas"]["ProcessRun"][];
        };
        /** @description A trigger that runs a workflow. */
        UsedBy: {
            /** @description The trigger. */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description Whether it is on. */
            active: boolean;
        };
        /** @description A place where calls from other services come in. */
        Webhook: {
            /** @description Its name. */
            name: string;
            /** @description Its full address on this computer. */
            url: string;
            /** @description How calls are signed: `none`, `standard-webhooks`, `github`, `stripe`. */
            scheme: string;
            /** @description Whether a signature is asked for. Where it is not, anyone who knows the address can call. */
            signed: boolean;
            /** @description When it was last called since the app started. */
            last_call_at?: string;
            /**
             * Format: int32
             * @description HTTP status of the answer to that call.
             */
            last_status?: number;
        };
        /**
         * @description A day of the week.
         * @enum {string}
         */
        Weekday: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
        /** @description One question of the chain. */
        WhyLink: {
            /** @description `trigger`, `source`, `folder`, `type`, `event`, `conditions`, `options` or `workflow`. */
            key: string;
            /** @description The question. */
            question: string;
            /** @description Its answer. */
            state: components["schemas"]["WhyState"];
            /** @description The answer in words. */
            text: string;
            /** @description When it was last so. */
            at?: string;
        };
        /**
         * @description An answer.
         * @enum {string}
         */
        WhyState: "ok" | "partly" | "bad" | "later";
        /** @description A workflow. */
        Workflow: {
            /** @description Slug. */
            id: string;
            /** @description Display name. */
            name: string;
            /** @description What it is for. */
            description?: string;
            /** @description Run in order. */
            steps: components["schemas"]["Step"][];
            /**
             * Format: int64
             * @description Revision, from 1.
             */
            revision: number;
            /** @description Its `ETag`: sent back in `If-Match`, it writes over this state only. */
            etag: string;
            /** @description When it was made. */
            created_at: string;
            /** @description When it was last changed. */
            updated_at: string;
            /** @description Triggers that run it, the 50 first made at most. */
            used_by: components["schemas"]["UsedBy"][];
            /**
             * Format: int64
             * @description How many triggers use it.
             */
            used_by_total: number;
            /** @description Its newest run. */
            last_run?: components["schemas"]["RunSummary"];
            /**
             * Format: int64
             * @description Runs in the last 7 days.
             */
            runs_7d: number;
            /**
             * Format: int64
             * @description Of those, succeeded.
             */
            succeeded_7d: number;
            /**
             * Format: int64
             * @description Median time of those, in milliseconds.
             */
            median_ms_7d: number | null;
            /** @description What is wrong with it. */
            problems: components["schemas"]["FieldProblem"][];
        };
        /** @description A workflow as a person defines it. */
        WorkflowInput: {
            /** @description Slug; made from the name if absent. */
            id?: string;
            /** @description Display name. */
            name: string;
            /** @description What it is for. */
            description?: string;
            /** @description Run in order. */
            steps: components["schemas"]["Step"][];
        };
        /** @description A saved revision of a workflow; it never changes. */
        WorkflowRevision: {
            /**
             * Format: int64
             * @description Revision, from 1.
             */
            revision: number;
            /** @description When it was saved. */
            created_at: string;
            /** @description Display name at that time. */
            name: string;
            /** @description What it was for. */
            description?: string;
            /** @description Its steps. */
            steps: components["schemas"]["Step"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    workflows_apply: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApplyInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplyResult"];
                };
            };
        };
    };
    catch_up_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatchUps"];
                };
            };
        };
    };
    catch_up_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatchUp"];
                };
            };
        };
    };
    catch_up_dismiss: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    catch_up_run: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CatchUpChoice"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatchUpDone"];
                };
            };
        };
    };
    catch_up_skip: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CatchUpChoice"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatchUpDone"];
                };
            };
        };
    };
    live_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Journal seq that the reader has seen; from now on if absent. The header `Last-Event-ID` counts more. */
                since: number | null;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ChangeBatch"];
                };
            };
        };
    };
    status_doctor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Doctor"];
                };
            };
        };
    };
    event_sources_list: {
        parameters: {
            query?: {
                /** @description Only those with this tag, on the source or one of its event types. */
                tag?: string;
                /** @description Only those in this state; several with commas. */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Source"];
                };
            };
        };
    };
    event_sources_rescan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Source"];
                };
            };
        };
    };
    event_sources_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
        };
    };
    event_sources_remove_instance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    event_sources_accept_unfit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptUnfit"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
        };
    };
    event_sources_block: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
        };
    };
    event_sources_config: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description Of this state; If-Match takes it */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceConfig"];
                };
            };
        };
    };
    event_sources_configure: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the state that was edited: another one there now answers 412. Without it whatever is there is written over. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnyObject"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            /** @description It was changed since */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    event_sources_type_fields: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fields"];
                };
            };
        };
    };
    event_sources_events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceEvents"];
                };
            };
        };
    };
    event_sources_add_instance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInstance"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
        };
    };
    event_sources_log: {
        parameters: {
            query?: {
                /** @description Lines after this number. */
                after?: number;
                /** @description At most this many lines, up to 2,000. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceLog"];
                };
            };
        };
    };
    event_sources_restart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
        };
    };
    event_sources_start: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
        };
    };
    event_sources_stop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
        };
    };
    event_sources_trust: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrustRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    events_list: {
        parameters: {
            query?: {
                /** @description Text in the subject. */
                q?: string;
                /** @description Source id. */
                source?: string;
                /** @description Event type. */
                type?: string;
                /** @description What became of it. */
                outcome?: components["schemas"]["EventOutcome"];
                /** @description Only those that were accepted although something is wrong with them. */
                flagged?: boolean;
                /** @description Received from then on, e.g. 2026-05-03T10:00:00Z. */
                from?: string;
                /** @description Received before. */
                to?: string;
                /** @description At most this many rows, 1 to 1,000. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_EventSummary"];
                };
            };
        };
    };
    events_process: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same source and key: one event. For one event; the same as its field `key`. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProcessBody"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcessReply"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    events_replay: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replayed"];
                };
            };
        };
    };
    events_replay_progress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replayed"];
                };
            };
        };
    };
    events_resend_as: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResendAs"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentAs"];
                };
            };
        };
    };
    events_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventDetail"];
                };
            };
        };
    };
    events_chain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventChain"];
                };
            };
        };
    };
    events_decisions: {
        parameters: {
            query?: {
                /** @description Trigger id: its decision only. */
                trigger?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Decision"];
                };
            };
        };
    };
    events_resend: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Resend"] | null;
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcessAnswer"];
                };
            };
        };
    };
    files_list: {
        parameters: {
            query?: {
                /** @description Text in the path. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Files"];
                };
            };
        };
    };
    files_biography: {
        parameters: {
            query?: {
                /** @description The whole path of the file. */
                path?: string;
                /** @description Or an event that tells of it. */
                event_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileBiography"];
                };
            };
        };
    };
    files_forget: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileForget"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileForgotten"];
                };
            };
        };
    };
    folders_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The folder, `~` for home; home if absent. */
                path: string | null;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Folder"];
                };
            };
        };
    };
    held_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldList"];
                };
            };
        };
    };
    held_dismiss: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["HeldInput"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldDone"];
                };
            };
        };
    };
    held_run: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["HeldInput"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldDone"];
                };
            };
        };
    };
    home_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Home"];
                };
            };
        };
    };
    runs_list: {
        parameters: {
            query?: {
                /** @description Text in subject or error. */
                q?: string;
                /** @description Status; several with commas; `active` stands for queued, running and waiting. */
                status?: string;
                /** @description Workflow id. */
                workflow?: string;
                /** @description Trigger id. */
                trigger?: string;
                /** @description Event id. */
                event?: string;
                /** @description Cause of failure. */
                cause?: string;
                /** @description At most this many rows, 1 to 1,000. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_RunSummary"];
                };
            };
        };
    };
    runs_bulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResult"];
                };
            };
        };
    };
    runs_causes: {
        parameters: {
            query?: {
                /** @description Only `failed` has causes. */
                status?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_RunCause"];
                };
            };
        };
    };
    runs_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
        };
    };
    runs_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
        };
    };
    runs_log: {
        parameters: {
            query?: {
                /** @description Lines after this number. */
                after?: number;
                /** @description At most this many lines, up to 10,000. */
                limit?: number;
                /** @description Only lines that contain this text. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunLog"];
                };
            };
        };
    };
    runs_rerun: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RerunInput"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStarted"];
                };
            };
        };
    };
    runs_retry: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
        };
    };
    schedules_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SchedulePreviewBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SchedulePreview"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    status_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
        };
    };
    status_pause: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
        };
    };
    status_resume: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
        };
    };
    workflows_steps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_StepType"];
                };
            };
        };
    };
    status_sync: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Synced"];
                };
            };
        };
    };
    triggers_list: {
        parameters: {
            query?: {
                /** @description Source id. */
                source?: string;
                /** @description Event type. */
                type?: string;
                /** @description Workflow id. */
                workflow?: string;
                /** @description Those in the trash instead. */
                deleted?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Trigger"];
                };
            };
        };
    };
    triggers_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerInput"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
        };
    };
    triggers_bulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerBulkInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerBulkDone"];
                };
            };
        };
    };
    triggers_evaluate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvaluateInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
        };
    };
    triggers_judge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JudgeInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Judged"];
                };
            };
        };
    };
    triggers_overlaps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerOverlaps"];
                };
            };
        };
    };
    triggers_propose: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProposeInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
        };
    };
    triggers_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description Of this state; If-Match takes it */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
        };
    };
    triggers_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the state that was edited: another one there now answers 412. Without it whatever is there is written over. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
            /** @description It was changed since */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    triggers_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the state that was edited: another one there now answers 412. Without it whatever is there is written over. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It was changed since */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    triggers_disable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
        };
    };
    triggers_enable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
        };
    };
    triggers_existing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExistingFiles"];
                };
            };
        };
    };
    triggers_run_existing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExistingFiles"];
                };
            };
        };
    };
    triggers_never: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NeverMatched"];
                };
            };
        };
    };
    triggers_restore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
        };
    };
    triggers_revisions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerRevisions"];
                };
            };
        };
    };
    triggers_get_revision: {
        parameters: {
            query?: {
                /** @description Compare with this revision instead of the one before. */
                against?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerRevisionDetail"];
                };
            };
        };
    };
    triggers_restore_revision: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the state that was edited: another one there now answers 412. Without it whatever is there is written over. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
            /** @description It was changed since */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    triggers_get_shadow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerShadow"];
                };
            };
        };
    };
    triggers_put_shadow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerShadow"];
                };
            };
        };
    };
    triggers_discard_shadow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    triggers_promote_shadow: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the state that was edited: another one there now answers 412. Without it whatever is there is written over. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
            /** @description It was changed since */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    triggers_why: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerWhy"];
                };
            };
        };
    };
    uploads_upload: {
        parameters: {
            query?: never;
            header?: {
                /** @description Same key and files: one event each. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadForm"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadReply"];
                };
            };
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    workflows_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Workflow"];
                };
            };
        };
    };
    workflows_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkflowInput"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
        };
    };
    workflows_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description Of this state; If-Match takes it */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
        };
    };
    workflows_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the state that was edited: another one there now answers 412. Without it whatever is there is written over. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkflowInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
            /** @description It was changed since */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    workflows_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the state that was edited: another one there now answers 412. Without it whatever is there is written over. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It was changed since */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    workflows_restore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
        };
    };
    workflows_revisions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_WorkflowRevision"];
                };
            };
        };
    };
    workflows_one_revision: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowRevision"];
                };
            };
        };
    };
    workflows_run: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RunInput"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStarted"];
                };
            };
        };
    };
    workflows_test_step: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestStepInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepTest"];
                };
            };
        };
    };
}
