package dev.scalingstages.rehearsal.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.review.template.Template;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationTest {
    private static final String TEMPLATE = """
            {'Parameters': {
               'Size': {'Type': 'String', 'Default': 'small', 'AllowedValues': ['small', 'large']},
               'Zones': {'Type': 'CommaDelimitedList', 'Default': 'a, b,c'},
               'Image': {'Type': 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', 'Default': '/images/latest'}},
             'Mappings': {'M': {'eu-central-1': {'Name': 'Frankfurt'}}},
             'Conditions': {
               'Large': {'Fn::Equals': [{'Ref': 'Size'}, 'large']},
               'Small': {'Fn::Not': [{'Condition': 'Large'}]},
               'Both': {'Fn::And': [{'Condition': 'Large'}, {'Condition': 'Small'}]},
               'Any': {'Fn::Or': [{'Condition': 'Large'}, {'Condition': 'Small'}]},
               'One': {'Fn::Equals': [1, '1']}},
             'Resources': {
               'Other': {'Type': 'Test::Thing'},
               'Absent': {'Type': 'Test::Thing', 'Condition': 'Large'},
               'X': {'Type': 'Test::Thing', 'DependsOn': 'Absent', 'Properties': {'V': %s}}}}
            """;

    private static final Lookups LOOKUPS = new Lookups() {
        @Override
        public String secret(String secretId, String versionStage) {
            return "{\"password\": \"of %s %s\"}".formatted(secretId, versionStage);
        }

        @Override
        public String parameter(String name) {
            return "value of " + name;
        }
    };

    private static Blueprint blueprint(String value) {
        Template template = Stacks.template(TEMPLATE.formatted(value));
        return new Blueprint(template, Stacks.ENVIRONMENT, Map.of(), LOOKUPS);
    }

    private static Declaration declared(String value) throws FailureException {
        return blueprint(value).declare("X", (id, name) -> name.equals("List") ? "p,q" : id + "/" + name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {'Ref': 'Other'}                                            | "Other/"
                    {'Ref': 'Size'}                                             | "small"
                    {'Ref': 'Zones'}                                            | ["a","b","c"]
                    {'Ref': 'Image'}                                            | "value of /images/latest"
                    {'Ref': 'AWS::StackName'}                                   | "play"
                    {'Ref': 'AWS::Region'}                                      | "eu-central-1"
                    {'Ref': 'AWS::AccountId'}                                   | "123456789012"
                    {'Ref': 'AWS::Partition'}                                   | "aws"
                    {'Ref': 'AWS::URLSuffix'}                                   | "amazonaws.com"
                    [1, {'Ref': 'AWS::NoValue'}, 2]                             | [1,2]
                    {'a': {'Ref': 'AWS::NoValue'}, 'b': true}                   | {"b":true}
                    {'Fn::GetAtt': ['Other', 'Arn']}                            | "Other/Arn"
                    {'Fn::GetAtt': 'Other.Endpoint.Address'}                    | "Other/Endpoint.Address"
                    {'Fn::Sub': '${AWS::Region} ${Other.A.B} ${!X} $5'} | "eu-central-1 Other/A.B ${X} $5"
                    {'Fn::Sub': '${Other}'} | "Other/"
                    {'Fn::Sub': ['${V}-${Size}', {'V': {'Ref': 'Other'}}]}      | "Other/-small"
                    {'Fn::Join': [':', ['a', 1, {'Ref': 'Size'}]]}              | "a:1:small"
                    {'Fn::Join': ['-', {'Ref': 'Zones'}]}                       | "a-b-c"
                    {'Fn::Join': ['-', {'Fn::GetAtt': ['Other', 'List']}]}      | "p-q"
                    {'Fn::Select': [1, ['a', 'b']]}                             | "b"
                    {'Fn::Select': ['0', {'Fn::GetAtt': ['Other', 'List']}]}    | "p"
                    {'Fn::Split': ['.', 'a.b.']}                                | ["a","b",""]
                    {'Fn::Base64': {'Ref': 'Size'}}                             | "c21hbGw="
                    {'Fn::FindInMap': ['M', {'Ref': 'AWS::Region'}, 'Name']}    | "Frankfurt"
                    {'Fn::FindInMap': ['M', 'x', 'Name', {'DefaultValue': 'y'}]} | "y"
                    {'Fn::GetAZs': ''} | ["eu-central-1a","eu-central-1b","eu-central-1c"]
                    {'Fn::Cidr': ['10.0.0.0/16', 2, 8]}                         | ["10.0.0.0/24","10.0.1.0/24"]
                    {'Fn::Cidr': ['10.0.255.0/24', 2, '4']}                     | ["10.0.255.0/28","10.0.255.16/28"]
                    {'Fn::Length': {'Ref': 'Zones'}}                            | 3
                    {'Fn::ToJsonString': {'a': {'Ref': 'Size'}}}                | "{\\"a\\":\\"small\\"}"
                    {'Fn::If': ['Large', 'l', {'Ref': 'Size'}]}                 | "small"
                    {'Fn::If': ['Large', {'Ref': 'Absent'}, 's']}               | "s"
                    {'Fn::If': ['Both', 1, {'Fn::If': ['Any', 2, 3]}]}          | 2
                    {'Fn::If': ['One', 1, 2]}                                   | 1
                    {'Ref': 'Size', 'Other': 1}                                 | {"Ref":"Size","Other":1}
                    """)
    void evaluates(String value, String expected) throws FailureException {
        JsonNode evaluated = declared(value).property("V");
        assertThat(evaluated.toString()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {'Fn::Select': [2, ['a', 'b']]}               | cannot select nonexistent value at index 2
                    {'Fn::FindInMap': ['M', 'x', 'Name']}         | Unable to get mapping for M::x::Name
                    {'Fn::Cidr': ['10.0.0.0/24', 3, 7]}           | has no 3 ranges with 7 bits for hosts
                    {'Fn::Cidr': ['10.0.0.0', 1, 8]}              | is no range of IPv4 addresses
                    {'Fn::Join': ['-', {'a': 1}]}                 | Fn::Join needs a list
                    {'Fn::Join': ['-', [['a']]]}                  | Fn::Join needs text
                    {'Fn::Join': ['-']}                           | Fn::Join object requires a list of arguments
                    {'Fn::GetAZs': 'us-east-1'}                   | another region, us-east-1
                    """)
    void failsWhereCloudFormationDoes(String value, String message) {
        assertThatThrownBy(() -> declared(value))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {'Ref': 'Nobody'} | Unresolved resource dependencies [Nobody] in the Resources block
                    {'Ref': 'AWS::Nothing'} | Unresolved resource dependencies [AWS::Nothing] in the Resources
                    {'Ref': 'Absent'} | Unresolved resource dependencies [Absent] in the Resources block
                    {'Fn::GetAtt': ['Nobody', 'Arn']}      | Fn::GetAtt references undefined resource Nobody
                    {'Fn::GetAtt': ['Size', 'Arn']}        | Fn::GetAtt references undefined resource Size
                    {'Fn::Sub': 'a ${Nobody}'} | Unresolved resource dependencies [Nobody] in the Resources block
                    {'Fn::If': ['Unknown', 1, 2]}          | Unresolved condition dependency Unknown
                    {'Fn::If': ['Large', 1]}               | Fn::If requires a list argument with three elements
                    {'Fn::ImportValue': 'x'}               | the function Fn::ImportValue is not played
                    {'Fn::ForEach::Loop': ['a', [], {}]}   | Fn::ForEach::Loop is not played
                    {'Ref': 'X'}                           | Circular dependency between resources: [X]
                    """)
    void refusesAtValidation(String value, String message) {
        assertThatThrownBy(() -> blueprint(value))
                .isInstanceOf(RefusalException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aReferenceInOutputsIsCheckedToo() {
        Template template = Stacks.template(
                "{'Resources': {'A': {'Type': 'Test::Thing'}}, 'Outputs': {'O': {'Value': {'Ref': 'Gone'}}}}");
        assertThatThrownBy(() -> new Blueprint(template, Stacks.ENVIRONMENT, Map.of(), LOOKUPS))
                .hasMessageContaining("Unresolved resource dependencies [Gone] in the Outputs block");
    }

    @Test
    void aWaitForNothingIsRefused() {
        Template template = Stacks.template("{'Resources': {'A': {'Type': 'Test::Thing', 'DependsOn': ['Gone']}}}");
        assertThatThrownBy(() -> new Blueprint(template, Stacks.ENVIRONMENT, Map.of(), LOOKUPS))
                .hasMessageContaining("Unresolved resource dependencies [Gone] in the Resources block");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS::Serverless-2016-10-31", "AWS::Include"})
    void otherTransformsAreRefused(String transform) {
        Template template = Stacks.template(
                "{'Transform': ['%s'], 'Resources': {'A': {'Type': 'Test::Thing'}}}".formatted(transform));
        assertThatThrownBy(() -> new Blueprint(template, Stacks.ENVIRONMENT, Map.of(), LOOKUPS))
                .isInstanceOf(RefusalException.class)
                .hasMessageContaining(transform);
    }

    @Test
    void parametersAreChecked() {
        Template template =
                Stacks.template("{'Parameters': {'P': {'Type': 'Number'}, 'Q': {'Type': 'String', 'Default':"
                        + " 'a', 'AllowedValues': ['a'], 'AllowedPattern': '[a-z]'}},"
                        + " 'Resources': {'A': {'Type': 'T'}}}");
        assertThatThrownBy(() -> new Blueprint(template, Stacks.ENVIRONMENT, Map.of(), LOOKUPS))
                .hasMessage("Parameters: [P] must have values");
        assertThatThrownBy(() -> new Blueprint(template, Stacks.ENVIRONMENT, Map.of("P", "1", "Z", "2"), LOOKUPS))
                .hasMessage("Parameters: [Z] do not exist in the template");
        assertThatThrownBy(() -> new Blueprint(template, Stacks.ENVIRONMENT, Map.of("P", "1", "Q", "b"), LOOKUPS))
                .hasMessage("Parameter 'Q' must be one of AllowedValues");
    }

    @Test
    void aParameterThatTheStoreDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> new Blueprint(
                        Stacks.template(TEMPLATE.formatted("1")), Stacks.ENVIRONMENT, Map.of(), Lookups.none()))
                .isInstanceOf(RefusalException.class)
                .hasMessage("Unable to fetch parameters [/images/latest] from parameter store for this account.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {{resolve:ssm:/a/b}}                                           | value of /a/b
                    {{resolve:ssm:/a/b:3}}                                         | value of /a/b
                    {{resolve:secretsmanager:name:SecretString:password::}}        | of name AWSCURRENT
                    x{{resolve:secretsmanager:n:SecretString:password:AWSPENDING}} | xof n AWSPENDING
                    {{resolve:secretsmanager:arn:aws:secretsmanager:r:1:secret:s-1:SecretString:password::}} \
                    | of arn:aws:secretsmanager:r:1:secret:s-1 AWSCURRENT
                    {{resolve:secretsmanager:name}}                                | {"password": "of name AWSCURRENT"}
                    """)
    void dynamicReferencesAreResolvedWhenTheTypeIsAsked(String text, String expected) throws FailureException {
        Declaration declared = declared("'%s'".formatted(text));
        assertThat(declared.text("V")).isEqualTo(text);
        assertThat(new DynamicReferences(LOOKUPS).resolve(declared).text("V")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {{resolve:ssm-secure:x}} | dynamic references to ssm-secure are not played
                    {{resolve:secretsmanager:name:SecretString:user::}} | Could not find a value associated with JSONKey
                    {{resolve:secretsmanager:name:SecretString:password::7}} | versions of secrets by their id
                    """)
    void dynamicReferencesThatLeadNowhereFail(String text, String message) throws FailureException {
        Declaration declared = declared("'%s'".formatted(text));
        assertThatThrownBy(() -> new DynamicReferences(LOOKUPS).resolve(declared))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(message);
    }
}
