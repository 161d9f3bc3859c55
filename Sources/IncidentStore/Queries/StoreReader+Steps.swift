internal import GRDB
package import IncidentCore

extension StoreReader {
    /// The next steps of an incident that people have ticked, by their titles.
    package func doneSteps(incidentID: Int64) throws -> [String: NextStep.Done] {
        let ticks = try rows(
            """
            SELECT kind, summary, actor, at_ms FROM timeline_entry
            WHERE incident_id = ? AND kind IN ('step_done', 'step_undone') ORDER BY id
            """, [incidentID])
        return ticks.reduce(into: [:]) { done, tick in
            let isDone = tick["kind"] == TimelineKind.stepDone.rawValue
            done[tick["summary"]] = isDone ? NextStep.Done(by: tick["actor"], at: tick.time("at_ms")) : nil
        }
    }

    /// What is left to do for an incident by the tables of today, with what was ticked.
    package func nextSteps(of incident: Incident, tables: RoutingTables) throws -> [NextStep] {
        let steps = tables.nextSteps(for: incident.priority, labels: incident.labels)
        guard !steps.isEmpty else { return [] }
        let done = try doneSteps(incidentID: incident.id)
        return steps.map { step in
            var step = step.redacted(by: tables.redactions)
            step.done = done[step.title]
            return step
        }
    }
}
