package dev.scalingstages.rehearsal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.rehearsal.report.Play.End;
import dev.scalingstages.rehearsal.report.Play.Phase;
import dev.scalingstages.rehearsal.report.Play.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Timeline timeline = new Timeline("Stage 3 to 4 <live>", "play", 10, nanos::get);

    /** A and B at once, C after A by way of U, which has nothing to do; C fails, and all goes back. */
    private Play failure() {
        at(0, "play", "UPDATE_IN_PROGRESS", "User Initiated");
        timeline.waited("A", Set.of());
        at(0, "A", "CREATE_IN_PROGRESS", "");
        timeline.waited("B", Set.of());
        at(0, "B", "CREATE_IN_PROGRESS", "");
        at(10, "B", "CREATE_COMPLETE", "");
        at(20, "A", "CREATE_COMPLETE", "");
        timeline.waited("U", Set.of("A"));
        timeline.waited("C", Set.of("B", "U"));
        at(20, "C", "UPDATE_IN_PROGRESS", "");
        at(22, "web-1", Timeline.BOOTING, "");
        at(25, "web-1", Timeline.READY, "");
        at(26, "web-2", Timeline.BOOTING, "");
        at(30, "C", "UPDATE_FAILED", "Received 0 of \"3\" signals & gave up \u001b[31m");
        at(30, "play", "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed to update: [C].");
        at(31, "C", "UPDATE_IN_PROGRESS", "");
        at(35, "C", "UPDATE_COMPLETE", "");
        at(35, "play", "UPDATE_ROLLBACK_COMPLETE", "");
        timeline.unreachable(Duration.ofSeconds(21), Duration.ofSeconds(24), "reads");
        timeline.compare("C", "interrupted for some minutes", "not reachable for 3 s");
        nanos.set(Duration.ofSeconds(40).toNanos());
        return timeline.play();
    }

    private void at(long seconds, String subject, String status, String reason) {
        nanos.set(Duration.ofSeconds(seconds).toNanos());
        timeline.happened(subject, status, reason);
    }

    @Test
    void phasesLastFromOneStatusOfTheStackToTheNext() {
        assertThat(failure().phases())
                .containsExactly(
                        new Phase("UPDATE", Duration.ZERO, Duration.ofSeconds(30), "UPDATE_ROLLBACK_IN_PROGRESS"),
                        new Phase(
                                "UPDATE_ROLLBACK",
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(35),
                                "UPDATE_ROLLBACK_COMPLETE"));
    }

    @Test
    void operationsLastFromProgressToTheirEnd() {
        assertThat(failure().spans())
                .extracting(
                        Span::subject, Span::operation, span -> span.length().toSeconds(), Span::end)
                .containsExactly(
                        tuple("B", "CREATE", 10L, End.COMPLETE),
                        tuple("A", "CREATE", 20L, End.COMPLETE),
                        tuple("C", "UPDATE", 10L, End.FAILED),
                        tuple("C", "UPDATE", 4L, End.COMPLETE));
    }

    @Test
    void theCriticalPathFollowsWaitsThroughWhatHadNothingToDo() {
        assertThat(failure().criticalPath())
                .extracting(span -> span.subject() + " " + span.end())
                .containsExactly("A COMPLETE", "C FAILED", "C COMPLETE");
    }

    @Test
    void whatHasNotEndedIsOpen() {
        at(0, "play", "CREATE_IN_PROGRESS", "");
        at(1, "A", "CREATE_IN_PROGRESS", "");
        nanos.set(Duration.ofSeconds(5).toNanos());
        Play play = timeline.play();
        assertThat(play.spans()).extracting(Span::end).containsExactly(End.OPEN);
        assertThat(play.phases()).extracting(Phase::to).containsExactly(Duration.ofSeconds(5));
    }

    @Test
    void bootsEndWhenServersAreReady() {
        assertThat(failure().servers())
                .extracting(boot -> boot.server() + " " + boot.end())
                .containsExactly("web-1 COMPLETE", "web-2 OPEN");
    }

    @Test
    void outagesAtTheSameTimeCountOnce() {
        timeline.unreachable(Duration.ofSeconds(5), Duration.ofSeconds(8), "writes");
        timeline.unreachable(Duration.ofSeconds(1), Duration.ofSeconds(6), "reads");
        timeline.unreachable(Duration.ofSeconds(2), Duration.ofSeconds(3), "files");
        assertThat(timeline.play().unreachable()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void anOutageDoesNotEndBeforeItBegins() {
        assertThatThrownBy(() -> timeline.unreachable(Duration.ofSeconds(2), Duration.ofSeconds(1), "reads"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textNamesEverything() {
        assertThat(TextReport.of(failure()))
                .contains("Stage 3 to 4 <live>: 40 s played, about 7 min on AWS")
                .contains("  0:00.0-0:30    UPDATE, about 5 min: UPDATE_ROLLBACK_IN_PROGRESS")
                .contains("*  0:00.0-0:20    CREATE A, about 3 min")
                .contains("   0:00.0-0:10    CREATE B, about 2 min")
                .contains("   0:30 UPDATE C: Received 0 of \"3\" signals")
                .contains("web-1 booted")
                .contains("web-2 was still booting")
                .contains("   0:21-0:24    3.0 s, about 30 s: reads")
                .contains("    planned: interrupted for some minutes");
    }

    @Test
    void jsonHasAllOfIt() throws IOException {
        Play play = failure();
        JsonNode json = new ObjectMapper().readTree(JsonReport.of(play));
        assertThat(json.path("events")).hasSize(play.events().size());
        assertThat(json.path("operations")).hasSize(4);
        assertThat(json.at("/operations/1/critical").asBoolean()).isTrue();
        assertThat(json.at("/operations/0/critical").asBoolean()).isFalse();
        assertThat(json.at("/operations/2/waitedFor/1").asText()).isEqualTo("U");
        assertThat(json.at("/outages/0/to").asDouble()).isEqualTo(24);
        assertThat(json.at("/secondsOnAwsAbout").asDouble()).isEqualTo(400);
        assertThat(json.at("/plannedAndPlayed/0/subject").asText()).isEqualTo("C");
        assertThat(json.at("/servers/0/server").asText()).isEqualTo("web-1");
    }

    @Test
    void htmlIsWellFormedAndHasAllEvents() throws Exception {
        Play play = failure();
        Document page = parse(HtmlReport.of(play));
        NodeList rows = page.getElementsByTagName("tr");
        assertThat(rows.getLength() - 1).isEqualTo(play.events().size());
        for (int index = 0; index < play.events().size(); index++) {
            Element row = (Element) rows.item(index + 1);
            assertThat(row.getAttribute("id")).isEqualTo("e" + index);
            assertThat(row.getTextContent())
                    .contains(
                            play.events().get(index).subject(),
                            play.events().get(index).status());
        }
        assertThat(page.getElementsByTagName("h1").item(0).getTextContent()).isEqualTo("Stage 3 to 4 <live>");
    }

    @Test
    void htmlLoadsNothing() {
        String page = HtmlReport.of(failure());
        assertThat(page).doesNotContain("http://", "https://", "//", "<script", "<img", "<link", "url(", "@import");
    }

    @Test
    void everyLinkLeadsSomewhereAndEveryIdIsThereOnce() throws Exception {
        Document page = parse(HtmlReport.of(failure()));
        List<String> ids = new ArrayList<>();
        List<String> links = new ArrayList<>();
        elements(page).forEach(each -> {
            if (each.hasAttribute("id")) {
                ids.add(each.getAttribute("id"));
            }
            if (each.hasAttribute("href")) {
                links.add(each.getAttribute("href").substring(1));
            }
        });
        assertThat(ids).doesNotHaveDuplicates().containsAll(links);
        assertThat(links).contains("failures", "chart", "critical-path", "outages", "planned-and-played", "events");
    }

    @Test
    void eachRowSaysInWordsWhatItsBarsShow() throws Exception {
        List<Element> rows = elements(parse(HtmlReport.of(failure()))).stream()
                .filter(each -> each.getAttribute("class").startsWith("row"))
                .toList();
        // Two phases, three resources, two servers, one outage.
        assertThat(rows).hasSize(8);
        assertThat(rows).allSatisfy(row -> assertThat(row.getTextContent()).contains(", on AWS "));
        assertThat(rows.stream()
                        .filter(row -> row.getAttribute("class").startsWith("row critical"))
                        .map(Element::getTextContent))
                .hasSize(2)
                .allMatch(text -> text.contains("determined the time"));
    }

    @Test
    void writesThreeFiles(@TempDir Path directory) throws IOException {
        failure();
        timeline.write(directory.resolve("new"));
        try (var files = Files.list(directory.resolve("new"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("play.txt", "play.json", "play.html");
        }
    }

    @Test
    void anEmptyPlayHasReportsToo() throws Exception {
        Play play = timeline.play();
        parse(HtmlReport.of(play));
        assertThat(TextReport.of(play)).contains("under 0.1 s played");
    }

    private static Document parse(String page) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> elements(Document page) {
        NodeList all = page.getElementsByTagName("*");
        List<Element> elements = new ArrayList<>();
        for (int index = 0; index < all.getLength(); index++) {
            elements.add((Element) all.item(index));
        }
        return elements;
    }
}
