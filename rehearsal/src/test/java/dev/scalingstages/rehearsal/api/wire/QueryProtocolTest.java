package dev.scalingstages.rehearsal.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryProtocolTest {
    @ParameterizedTest
    @CsvSource(delimiter = ' ', quoteCharacter = '`', textBlock = """
            A=1&B=x%20y+z {"A":"1","B":"x&y&z"}
            T.member.1.Id=a&T.member.1.Port=2&T.member.2.Id=b {"T":[{"Id":"a","Port":"2"},{"Id":"b"}]}
            F.Filter.1.Name=n&F.Filter.1.Values.Value.1=v {"F":{"Filter":[{"Name":"n","Values":{"Value":["v"]}}]}}
            L.member.10=j&L.member.2=b {"L":["b","j"]}
            """)
    void formIsReadAsJson(String form, String json) throws IOException {
        // An ampersand stands for a space.
        assertThat(QueryProtocol.parse(form.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new ObjectMapper().readTree(json.replace('&', ' ')));
    }

    @Test
    void answerIsWrittenAsXml() throws IOException {
        String xml = QueryProtocol.answer(
                "Describe",
                new ObjectMapper()
                        .readTree("{\"Rows\":[{\"Id\":\"<1>\"},{\"Id\":\"2\"}],\"Names\":[\"a\"],\"One\":{\"Two\":3}}"),
                Map.of("Rows", "Row"),
                "urn:x",
                "r1");
        assertThat(xml)
                .endsWith("<DescribeResponse xmlns=\"urn:x\"><DescribeResult><Rows><Row><Id>&lt;1&gt;</Id></Row>"
                        + "<Row><Id>2</Id></Row></Rows><Names><member>a</member></Names>"
                        + "<One><Two>3</Two></One></DescribeResult>"
                        + "<ResponseMetadata><RequestId>r1</RequestId></ResponseMetadata></DescribeResponse>");
    }

    @Test
    void refusalIsWrittenAsXml() {
        assertThat(QueryProtocol.error("AccessDenied", "a & b", "r1"))
                .contains("<Code>AccessDenied</Code><Message>a &amp; b</Message>");
    }

    @Test
    void chunksAreTakenApart() throws IOException {
        byte[] body = "4;chunk-signature=abc\r\ntext\r\n2\r\nxy\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        assertThat(new String(Chunks.decode(body), StandardCharsets.US_ASCII)).isEqualTo("textxy");
        for (String bad : new String[] {"text", "", "9\r\ntext\r\n0\r\n\r\n", "4\r\ntext\r\n"}) {
            assertThatThrownBy(() -> Chunks.decode(bad.getBytes(StandardCharsets.US_ASCII)))
                    .isInstanceOf(IOException.class);
        }
    }
}
