import IncidentCore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// The style sheet as it stands, also where no page of a test shows what a rule is for.
@Suite(.timeLimit(.minutes(20))) struct StyleSheetTests {
    @Test(arguments: ["light", "dark"])
    func `gives no text a colour that does not stand out from what it is on`(scheme: String) async throws {
        let sheet = try await WebHarness.run { try await $0.api.send(.get, "/assets/responder.css").text }
        var rules = sheet.replacing(/\/\*.*?\*\//, with: "").matches(of: /([^{}]+)\{([^{}]*)\}/).map { match in
            (selector: match.1.trimmingBlanks(), style: Self.declarations(match.2))
        }
        let roots = rules.filter { $0.selector.hasSuffix(":root") }.map(\.style)
        try #require(roots.count == 2)
        let variables = scheme == "light" ? roots[0] : roots[0].merging(roots[1]) { $1 }
        rules.removeAll { $0.selector.hasSuffix(":root") || $0.style["color"] == "inherit" }
        func color(_ value: String) throws -> Color {
            var value = value
            while let name = value.wholeMatch(of: /var\((.*)\)/)?.1 {
                value = try #require(variables[String(name)], "\(name)")
            }
            return try Color(value)
        }
        var compared = 0
        for (selector, style) in rules where style["color"] != nil || style["background"] != nil {
            let text = try color(style["color"] ?? "var(--text)")
            for background in style["background"].map({ [$0] }) ?? ["var(--surface)", "var(--page-background)"] {
                #expect(text.contrast(with: try color(background)) >= 4.5, "\(selector) on \(background)")
                compared += 1
            }
        }
        #expect(compared > 40)
    }

    private static func declarations(_ text: Substring) -> [String: String] {
        let pairs = text.split(separator: ";").map { $0.split(separator: ":", maxSplits: 1) }.filter { $0.count == 2 }
        return Dictionary(pairs.map { ($0[0].trimmingBlanks(), $0[1].trimmingBlanks()) }) { $1 }
    }
}
