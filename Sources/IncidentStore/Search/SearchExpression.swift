internal import GRDB
internal import IncidentCore

/// What is asked of the index, in FTS5's language, made of nothing but words that its tokenizer gave: whatever people type
/// is text in it.
struct SearchExpression {
    /// Words are runs of letters and digits, as people select them, without case and accents. What has other signs in it
    /// (`analytics-api-7d9f`, `tenant_id`, `10.42.3.17:9100`) is several words in a row, in the index and in a search.
    static let tokenizer = "unicode61 remove_diacritics 2"
    private static let descriptor = FTS5TokenizerDescriptor.unicode61(diacritics: .remove)
    /// Letters of a beginning that the index finds at once; what is shorter is taken for a whole word.
    static let indexedPrefix = 3
    /// A longer beginning is asked for by the words there are, up to so many: the index would first gather the incidents of
    /// all of them, and of one common word that takes a tenth of a second.
    static let expandedWords = 100

    /// A word as the index takes it apart: all but the last are whole.
    private struct Phrase {
        let tokens: [String]
        let isPrefix: Bool
    }

    private let phrases: [Phrase]

    /// - Parameter db: of the index.
    /// - Returns: `nil` where there is no word in the text.
    init?(_ words: [SearchText.Word], in db: Database) throws {
        let tokenizer = try db.makeTokenizer(Self.descriptor)
        phrases = try words.compactMap { word in
            let tokens = try tokenizer.tokenize(query: word.text).map(\.token)
            guard let last = tokens.last else { return nil }
            return Phrase(tokens: tokens, isPrefix: word.isPrefix && last.count >= Self.indexedPrefix)
        }
        if phrases.isEmpty { return nil }
    }

    /// As a part of the index is asked.
    func text(in shard: SearchShard, _ db: Database) throws -> String {
        try phrases.map { phrase in
            let tokens = phrase.tokens
            guard phrase.isPrefix, let last = tokens.last else { return Self.phrase(tokens) }
            guard last.count > Self.indexedPrefix else { return "\(Self.phrase(tokens)) *" }
            let endings = try Self.words(beginningWith: last, in: shard, db)
            guard endings.count <= Self.expandedWords else { return "\(Self.phrase(tokens)) *" }
            // With the word itself an expression stays one where there is no such word.
            let phrases = Set(endings + [last]).sorted().map { Self.phrase(tokens.dropLast() + [$0]) }
            return "(\(phrases.joined(separator: " OR ")))"
        }.joined(separator: " AND ")
    }

    /// Only incidents with one of these words in their state; of each list that is not empty.
    static func limited(_ text: String, to lists: [[String]]) -> String {
        let states = lists.filter { !$0.isEmpty }.map { list in
            "{\(SearchColumn.state.rawValue)} : (\(list.map { phrase([$0]) }.joined(separator: " OR ")))"
        }
        return (["(\(text))"] + states).joined(separator: " AND ")
    }

    private static func phrase(_ tokens: [String]) -> String {
        "\"\(tokens.joined(separator: " ").replacing("\"", with: "\"\""))\""
    }

    /// One question a word: each goes on behind the last, and looks at none of its places.
    private static func words(
        beginningWith beginning: String, in shard: SearchShard, _ db: Database
    ) throws -> [String] {
        let statement = try db.cachedStatement(
            sql: "SELECT term FROM \(shard.terms) WHERE term >= ? AND term < ? LIMIT 1")
        // No word has the first in it, and none begins with the second.
        let (behind, end) = ("\u{1}", beginning + "\u{10FFFF}")
        var (words, next): ([String], String) = ([], beginning)
        while words.count <= expandedWords, let word = try String.fetchOne(statement, arguments: [next, end]) {
            words.append(word)
            next = word + behind
        }
        return words
    }
}
