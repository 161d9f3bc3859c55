internal import Hummingbird
internal import Mustache

/// Fills the embedded templates. A missing name would show as nothing, so each page is compared with a stored copy.
struct PageRenderer: Sendable {
    private let library: MustacheLibrary
    static let stylesheet = PackageResources.responder_css
    static let script = PackageResources.responder_js
    static let icon = PackageResources.icon_svg
    static let liveScript = PackageResources.live_js

    init() throws {
        let sources: [(String, [UInt8])] = [
            ("layout", PackageResources.layout_mustache),
            ("incident_list", PackageResources.incident_list_mustache),
            ("incident_row", PackageResources.incident_row_mustache),
            ("first_run", PackageResources.first_run_mustache),
            ("incident", PackageResources.incident_mustache),
            ("artifact", PackageResources.artifact_mustache),
            ("chart", PackageResources.chart_mustache),
            ("finding", PackageResources.finding_mustache),
            ("note", PackageResources.note_mustache),
            ("note_spans", PackageResources.note_spans_mustache),
            ("explanation", PackageResources.explanation_mustache),
            ("condition", PackageResources.condition_mustache),
            ("output", PackageResources.output_mustache),
            ("acknowledge", PackageResources.acknowledge_mustache),
            ("question", PackageResources.question_mustache),
            ("digest", PackageResources.digest_mustache),
            ("storm", PackageResources.storm_mustache),
            ("storms", PackageResources.storms_mustache),
            ("on_call", PackageResources.on_call_mustache),
            ("delivery", PackageResources.delivery_mustache),
            ("silences", PackageResources.silences_mustache),
            ("problem", PackageResources.problem_mustache),
        ]
        MustacheContentTypes.register(PageText(), named: PageText.name)
        var library = MustacheLibrary()
        for (name, source) in sources {
            try library.register(String(decoding: source, as: UTF8.self), named: name)
        }
        self.library = library
    }

    /// - Parameters:
    ///   - signs: what stands in the page's header; none on a page that is open to everybody.
    ///   - context: the one that the page was made in.
    func render(
        _ page: some Sendable, template: String, status: HTTPResponse.Status = .ok, signs: SiteSigns? = nil,
        in context: PageContext
    ) throws -> Response {
        let whole = WholePage(page: page, signs: signs, context: context)
        guard let html = library.render(whole, withTemplate: template) else {
            throw Problem(.internalServerError, "page \(template) cannot be shown")
        }
        return .text(html, status: status, contentType: "text/html; charset=utf-8")
    }
}

/// A page with what stands around it, as the templates see both: as one.
private struct WholePage: MustacheParent {
    private let fields: TemplateFields

    init(page: some Sendable, signs: SiteSigns?, context: PageContext) {
        var fields = TemplateFields(of: page)
        fields.set("signs", to: signs)
        fields.set("timesControl", to: context.timesControl)
        fields.set("localZone", to: context.localZone)
        fields.set("isAnswer", to: context.isAnswer)
        // They are made for programs as well, which read UTC.
        if let warnings = Mirror(reflecting: page).descendant("warnings") as? [PageWarning] {
            fields.set("warnings", to: warnings.map { $0.told(in: context) })
        }
        self.fields = fields
    }

    func child(named name: String) -> Any? { fields.child(named: name) }
}

extension PageWarning {
    fileprivate func told(in context: PageContext) -> PageWarning {
        PageWarning(words: context.said(words), moreAddress: moreAddress, moreWords: moreWords)
    }
}
