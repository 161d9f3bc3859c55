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

    @Test(arguments: ["", "/", "a", "a/b/c", "a/b/c/"])
    func `a folder that is there, or of which a part is, is made as far as it is missing`(name: String) throws {
        let folder = try ScratchFolder()
        try FileWriter.makeFolder(folder.file("a").path)
        let path = folder.file(".").path + "/\(name)"
        for _ in 1...2 { try FileWriter.makeFolder(path) }
        var isFolder: ObjCBool = false
        #expect(FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue)
    }

    @Test func `of several folders that are missing the reason is that of the one that cannot be made`() throws {
        let folder = try ScratchFolder()
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link").path, withDestinationPath: folder.file("nowhere").path)
        let error = #expect(throws: FileWritingError.self) {
            try FileWriter.makeFolder(folder.file("link/a/b").path)
        }
        #expect(error?.description == "file exists")
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
