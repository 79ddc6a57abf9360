import Shared
import Testing

@testable import astria_sandbox

@Suite(.timeLimit(.minutes(1))) struct ListingTests {
  private func ids(_ answer: Answer) throws -> [Int] { try answer.json.items.compactMap { $0["id"].int } }

  @Test func tunesAreListedNewestFirstInPages() async throws {
    try await withSandbox { customer in
      for number in 1...23 { _ = try await customer.createTune(["title": "t\(number)", "branch": "fast"]) }
      let newest = 2_900_023
      let first = try ids(try await customer.get("/tunes"))
      #expect(first == Array((newest - 19...newest).reversed()))
      #expect(try ids(try await customer.get("/tunes?before_id=\(newest - 19)&limit=2")) == [newest - 20, newest - 21])
      #expect(try ids(try await customer.get("/tunes?offset=22&limit=500")) == [newest - 22])
      #expect(try ids(try await customer.get("/tunes?before_id=2900001")) == [])
      #expect(try await customer.get("/tunes?offset=200").status == 200)
      let tooDeep = try await customer.get("/tunes?offset=201")
      #expect(tooDeep.status == 400 && tooDeep.text.contains("before_id"))
      #expect(try await customer.get("/prompts?offset=10000").status == 200)
      #expect(try await customer.get("/prompts?offset=10001").status == 400)
    }
  }

  @Test func aTuneIsFoundByItsTitle() async throws {
    try await withSandbox { customer in
      for title in ["one", "two", "twofold"] { _ = try await customer.createTune(["title": title]) }
      let titles = try await customer.get("/tunes.json?title=two").json.items.map { $0["title"].text }
      #expect(titles == ["twofold", "two"])
      #expect(try await customer.get("/tunes?title=three").json == .array([]))
    }
  }

  @Test func promptsAreListedAllTogetherAndByTune() async throws {
    try await withSandbox { customer in
      let tunes = [try await customer.createTune().id, try await customer.createTune().id]
      for tune in tunes { _ = try await customer.createPrompt(on: tune) }
      let all = try ids(try await customer.get("/prompts"))
      #expect(all.count == 2)
      #expect(try ids(try await customer.get("/tunes/\(tunes[0])/prompts")) == [all[1]])
      #expect(try ids(try await customer.get("/prompts?tune_id=\(tunes[1])")) == [all[0]])
      #expect(try ids(try await customer.get("/tunes/1504944/prompts")) == all)
    }
  }
}
