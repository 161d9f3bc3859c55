import Foundation
import IncidentCore
import TestSupport
import Testing

@testable import IncidentWeb

/// What a form has and its answer does not know would be refused each time that somebody presses its button.
@Suite("The fields of forms", .timeLimit(.minutes(5)))
struct FormFieldTests {
    @Test(arguments: [
        ("incident", QuestionPage.formFields), ("silences", SilenceRequest.keys), ("on_call", OverrideCommand.fields),
    ])
    func `are those that what answers them takes`(template: String, known: [String]) throws {
        let folder = ResponderInstallation.root.appending(path: "Sources/IncidentWeb/Templates")
        let text = try String(contentsOf: folder.appending(path: "\(template).mustache"), encoding: .utf8)
        let names = text.matches(of: /<(?:input|select|textarea|button)\b[^>]*? name="([a-z_]+)"/).map { String($0.1) }
        #expect(names.contains(FormToken.fieldName) && names.contains("by"))
        let unknown = Set(names).subtracting(known).subtracting([FormToken.fieldName])
        #expect(unknown.isEmpty, "\(template).mustache: \(unknown.sorted())")
    }
}
