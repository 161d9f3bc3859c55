/// The groups of a list as its HTML has them.
struct ListedPage {
    struct Group {
        let title: String
        let incidents: [Int64]
        let html: Substring
    }

    let html: String
    let groups: [Group]
    let resolved: [Int64]

    init(_ html: String) throws {
        self.html = html
        let sections = html.split(separator: #"<section class="incident-group "#).dropFirst()
        groups = sections.filter { !$0.hasPrefix("incident-group-resolved") }.map { section in
            let title = section.firstMatch(of: /<h2>(.*?) <span class="incident-group-count">(.*?)<\/span>/)
            return Group(
                title: title.map { "\($0.1) \($0.2)" } ?? "", incidents: Self.incidents(of: section), html: section)
        }
        resolved = sections.first { $0.hasPrefix("incident-group-resolved") }.map(Self.incidents) ?? []
    }

    private static func incidents(of section: Substring) -> [Int64] {
        section.matches(of: /data-incident="(\d+)"/).compactMap { Int64($0.1) }
    }
}
