import Foundation
import ResponderConfig
import TestSupport
import Testing

@Suite("Writing files", .timeLimit(.minutes(5)))
struct FileWriterTests {
    @Test func `a file is made, and replaced as a whole`() throws {
        let folder = try ScratchFolder()
        let path = folder.file("a/b/table.yaml").path
        try FileWriter.makeFolder(folder.file("a/b").path)
        for text in ["one", "two, and longer", ""] {
            try FileWriter.replace(path, with: Array(text.utf8))
            #expect(FileManager.default.contents(atPath: path) == Data(text.utf8))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("a/b").path) == ["table.yaml"])
    }

    @Test func `what cannot be written says why in the system's words, and leaves nothing`() throws {
        let folder = try ScratchFolder()
        try Data().write(to: folder.file("file"))
        let inFile = #expect(throws: FileWritingError.self) {
            try FileWriter.replace(folder.file("file/table.yaml").path, with: [1])
        }
        #expect(inFile?.description == "not a directory")
        let nowhere = #expect(throws: FileWritingError.self) {
            try FileWriter.replace(folder.file("nowhere/table.yaml").path, with: [1])
        }
        #expect(nowhere?.description == "no such file or directory")
        let below = #expect(throws: FileWritingError.self) { try FileWriter.makeFolder(folder.file("file/a").path) }
        #expect(below?.description == "not a directory")
        try FileWriter.makeFolder(folder.file("taken").path)
        let taken = #expect(throws: FileWritingError.self) {
            try FileWriter.replace(folder.file("taken").path, with: [1])
        }
        #expect(taken?.description == "is a directory")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.file(".").path).sorted() == ["file", "taken"])
    }
}
