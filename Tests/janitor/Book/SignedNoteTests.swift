import Foundation
import Shared
import Testing

@testable import janitor

/// Notes, keys and checkpoints in the forms of others: their published examples are read, and ours are written so.
@Suite(.timeLimit(.minutes(1)))
struct SignedNoteTests {
  /// From the tests of golang.org/x/mod/sumdb/note.
  private static let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
  private static let petersSecret = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
  private static let text = """
    If you think cryptography is the answer to your problem,
    then you don't know what your problem is.

    """
  private static let petersLine =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
  private static let enoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
  private static let enochsLine =
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

  @Test func aPublishedKeyIsReadAndWrittenAsItWas() throws {
    let key = try #require(NoteKey(Self.peter))
    #expect(key.name == "PeterNeumann")
    #expect(Hex.encode(key.id) == "c74f20a3")
    #expect(key.description == Self.peter)
  }

  @Test func noPartOfAKeyAndNoChangedKeyIsAKey() {
    let bytes = Array(Self.peter.utf8)
    for start in 0...bytes.count {
      for end in start...bytes.count where end - start < bytes.count {
        #expect(NoteKey(String(decoding: bytes[start..<end], as: UTF8.self)) == nil)
      }
    }
    for place in bytes.indices {
      var changed = bytes
      changed[place] += 1
      #expect(NoteKey(String(decoding: changed, as: UTF8.self)) == nil, "place \(place)")
    }
  }

  @Test func aPublishedNoteWithTwoSignaturesIsReadAndBothAreTrue() throws {
    let text = Self.text + "\n" + Self.petersLine + Self.enochsLine
    let note = try #require(SignedNote(text))
    #expect(note.text == Self.text)
    #expect(note.description == text)
    for key in [Self.peter, Self.enoch] { #expect(try #require(NoteKey(key)).hasSigned(note)) }
  }

  @Test func theSameKeySignsTheSameTextAsPublished() throws {
    let seed = try #require(Base64.decode(Self.petersSecret))[1...]
    let key = SigningKey(DataKey(bytes: Array(seed)), name: "PeterNeumann")
    #expect(key.noteKey.description == Self.peter)
    #expect(try key.note(Self.text).description == Self.text + "\n" + Self.petersLine)
  }

  @Test func aChangedNoteAndAnotherKeysAreNotSigned() throws {
    let key = try #require(NoteKey(Self.peter))
    let note = Self.text + "\n" + Self.petersLine
    let changed = try #require(SignedNote(note.replacing("cryptography", with: "cryptographY")))
    #expect(!key.hasSigned(changed))
    #expect(!key.hasSigned(try #require(SignedNote(Self.text + "\n" + Self.enochsLine))))
    // A false signature of a known key spoils the note, even beside a true one.
    let falseLine = Self.petersLine.replacing("ZJku", with: "ZJkv")
    #expect(!key.hasSigned(try #require(SignedNote(note + falseLine))))
  }

  @Test(
    arguments: [
      text, text + "\n", text + "\n" + petersLine.dropLast(), "\u{1}" + text + "\n" + petersLine,
      text + "\n" + petersLine.replacing("PeterNeumann", with: "Peter Neumann"),
      text + "\n" + petersLine + "Unexpected line.\n", text + "\n" + petersLine.replacing("—", with: "--"),
      text + "\n" + petersLine.replacing("AM=", with: "AM"), text + "\n" + String(repeating: petersLine, count: 101),
    ]) func whatIsNoNoteIsNotReadAsOne(_ text: String)
  {
    #expect(SignedNote(text) == nil)
  }

  /// One that the checksum database of the Go modules gave out.
  @Test func aCheckpointOfAnotherLogIsReadAndItsSignatureIsTrue() throws {
    let text = """
      go.sum database tree
      6476701
      mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=

      — sum.golang.org Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=

      """
    let note = try #require(SignedNote(text))
    let head = try #require(TreeHead(note.text))
    #expect(head.origin == "go.sum database tree" && head.size == 6_476_701)
    #expect(head.description == note.text)
    let key = try #require(NoteKey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"))
    #expect(key.hasSigned(note))
  }

  @Test(
    arguments: [
      "", "a\n1\n", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
      "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
      "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
      "a\n+1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
      "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n", "a\n1\nAAAA\n",
    ]) func whatIsNoCheckpointIsNotReadAsOne(_ text: String)
  {
    #expect(TreeHead(text) == nil)
  }

  @Test func aCheckpointMayHaveFurtherLines() throws {
    let text = "a b\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n"
    let head = try #require(TreeHead(text))
    #expect(head.root == .empty && head.extensions == ["more"])
    #expect(head.description == text)
  }
}
