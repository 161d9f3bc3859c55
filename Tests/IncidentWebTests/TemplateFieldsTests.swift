import Mustache
import Testing

@testable import IncidentWeb

/// Whatever a template says of a page, it is the same as if Mustache had looked at the page itself.
struct TemplateFieldsTests {
    private struct Row {
        let name: String
        let note: String?
        let count: Int
        let isOdd: Bool
        let parts: [Part]
    }

    private struct Part {
        let words: String
        let inside: Inside?
    }

    private struct Inside {
        let name: String
    }

    private struct Page {
        let title = "<b>"
        let nothing: String? = nil
        let numbers: [Int64] = [1, 2]
        let words: [String?] = ["one", "two"]
        let empty: [Row] = []
        let one: Inside?
        let rows: [Row]
    }

    private static let page = Page(
        one: Inside(name: "one"),
        rows: [
            Row(
                name: "first", note: nil, count: 1, isOdd: true,
                parts: [Part(words: "a", inside: Inside(name: "x")), Part(words: "b", inside: nil)]),
            Row(name: "second", note: "a note", count: 2, isOdd: false, parts: []),
        ])

    @Test(arguments: [
        // Unescaped, which no template of a page says, it is the same as well.
        "{{title}} {{{title}}} {{nothing}}|{{missing}}",
        "{{#nothing}}something{{/nothing}}{{^nothing}}nothing{{/nothing}}",
        "{{#numbers}}{{.}}, {{/numbers}}{{#words}}{{.}} {{/words}}{{^empty}}empty{{/empty}}{{#empty}}not{{/empty}}",
        "{{one.name}} {{#one}}{{name}}{{/one}}",
        "{{#rows}}{{name}}:{{count}}{{#isOdd}} odd{{/isOdd}}{{^isOdd}} even{{/isOdd}}{{#note}} ({{.}}){{/note}};{{/rows}}",
        // A name that a row lacks is looked for outside it, also one that is there and holds nothing.
        "{{#rows}}{{title}}{{#parts}}{{words}}{{inside.name}}{{#inside}}{{name}}{{/inside}}{{count}}{{/parts}}{{/rows}}",
        "{{#rows}}{{#parts}}[{{#inside}}{{words}}{{/inside}}{{note}}]{{/parts}}{{/rows}}",
        "{{#rows}}{{#first()}}first {{/first()}}{{name}}{{^last()}}, {{/last()}}{{/rows}} {{count(rows)}}",
    ])
    func `a template shows the same`(source: String) throws {
        let template = try MustacheTemplate(string: source)
        let shown = template.render(TemplateFields(of: Self.page))
        #expect(shown == template.render(Self.page))
        #expect(!shown.contains("Optional"))
    }

    @Test func `what is set stands in place of what was there`() throws {
        var fields = TemplateFields(of: Self.page)
        fields.set("title", to: "other")
        fields.set("one", to: nil)
        let template = try MustacheTemplate(string: "{{title}}{{one.name}}{{#rows}}{{name}}{{/rows}}")
        #expect(template.render(fields) == "otherfirstsecond")
    }
}
