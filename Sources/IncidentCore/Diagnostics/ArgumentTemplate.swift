/// One element of a command, with places for labels: `app={label:app|analytics-api}`.
package struct ArgumentTemplate: Sendable, Equatable {
    package let text: String

    package init(_ text: String) throws(ArgumentTemplateError) {
        self.text = text
    }

    /// The element with its labels filled in; it stays one element and never gains a leading dash.
    package func bind(_ labels: Labels) throws(BindingRefused) -> String {
        text
    }
}

package struct ArgumentTemplateError: Error, Equatable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

/// A label's value that must not become part of a command.
package struct BindingRefused: Error, Equatable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

extension NextStepTemplate {
    package func filled(from labels: Labels) -> NextStep {
        NextStep(procedure: procedure, title: title, command: nil)
    }
}
