import IncidentEngine
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite("A table in a note", .timeLimit(.minutes(5)))
struct NoteTableTests {
    @Test func `is a table on the page, and what stands in it never markup`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let note = """
                Where it hangs:

                | pod | **what** |
                |-----|----------|
                | `api-1` | <script>alert(1)</script> |
                | [log](https://a.example/log) | [x](javascript:alert(1)) |
                """
            _ = try await web.engine.commands.note(id, by: "alice", text: note)
            let page = try await web.api.send(.get, "/incidents/\(id)").text
            #expect(
                page.contains(
                    #"<th scope="col"><span class="note-plain">pod</span></th><th scope="col"><span class="note-strong">what</span></th>"#
                ))
            #expect(
                page.contains(
                    #"<tr><td><span class="note-inline-code">api-1</span></td><td><span class="note-plain">&lt;script&gt;alert(1)&lt;/script&gt;</span></td></tr>"#
                ))
            #expect(page.contains(#"<td><a href="https://a.example/log" rel="noopener noreferrer nofollow">"#))
            #expect(!page.contains("javascript:") && !page.contains("pod | what"))
        }
    }
}
