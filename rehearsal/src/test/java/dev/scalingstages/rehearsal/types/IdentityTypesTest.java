package dev.scalingstages.rehearsal.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.api.Access.Call;
import dev.scalingstages.rehearsal.api.Policies;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Roles and policies, by what the play's IAM then allows. */
class IdentityTypesTest {
    private static final String ROLE = "AWS::IAM::Role";
    private static final String POLICY = "AWS::IAM::ManagedPolicy";

    private final Policies policies = new Policies("aws", "123456789012");
    private final IdentityTypes types = new IdentityTypes(policies, new Ids(), Declared.ACCOUNT);

    private Created create(Declaration declaration) throws Exception {
        return types.types().get(declaration.type()).create(declaration);
    }

    private void update(Declaration before, Declaration after, Created created) throws Exception {
        types.types().get(before.type()).update(before, after, created);
    }

    private boolean mayDo(String role, String action) {
        return policies.refusal(
                        new Call(role, action, "arn:aws:sns:us-east-1:123456789012:t", Map.of(), Optional.empty()))
                .isEmpty();
    }

    private static String document(String action) {
        return "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'%s','Resource':'*'}]}"
                .formatted(action);
    }

    private static Declaration role(String action) {
        return Declared.of(
                ROLE, "{'RoleName':'web','Policies':[{'PolicyName':'p','PolicyDocument':" + document(action) + "}]}");
    }

    private static Declaration policy(String action, String roles) {
        return Declared.of(POLICY, "{'PolicyDocument':" + document(action) + ",'Roles':[" + roles + "]}");
    }

    @Test
    void inlinePoliciesComeChangeAndGoWithTheRole() throws Exception {
        Created created = create(role("sns:Publish"));
        assertThat(created.physicalId()).isEqualTo("web");
        assertThat(created.attributes()).containsEntry("Arn", "arn:aws:iam::123456789012:role/web");
        assertThat(mayDo("web", "sns:Publish")).isTrue();
        assertThat(mayDo("web", "sns:Subscribe")).isFalse();
        update(role("sns:Publish"), role("sns:Subscribe"), created);
        assertThat(mayDo("web", "sns:Publish")).isFalse();
        assertThat(mayDo("web", "sns:Subscribe")).isTrue();
        types.types().get(ROLE).delete(role("sns:Subscribe"), created);
        assertThat(mayDo("web", "sns:Subscribe")).isFalse();
    }

    @Test
    void managedPolicyIsAttachedToItsRolesBesideTheirOwn() throws Exception {
        create(role("sns:Publish"));
        Created attached = create(policy("sns:Subscribe", "'web'"));
        assertThat(mayDo("web", "sns:Publish")).isTrue();
        assertThat(mayDo("web", "sns:Subscribe")).isTrue();
        update(policy("sns:Subscribe", "'web'"), policy("sns:Subscribe", ""), attached);
        assertThat(mayDo("web", "sns:Subscribe")).isFalse();
        assertThat(mayDo("web", "sns:Publish")).isTrue();
    }

    @Test
    void rolesOfManyThreadsKeepTheirPermissionsWhileTheyChange() throws Exception {
        Created created = create(role("sns:*"));
        Thread asking = Thread.currentThread();
        Thread changing = Thread.ofPlatform().start(() -> {
            try {
                for (int time = 0; time < 2000; time++) {
                    update(role("sns:*"), role("sns:*"), created);
                }
            } catch (Exception e) {
                asking.interrupt();
            }
        });
        while (changing.isAlive()) {
            assertThat(mayDo("web", "sns:Publish")).isTrue();
        }
    }

    @Test
    void profileNamesItsRole() throws Exception {
        Created profile = create(Declared.of("AWS::IAM::InstanceProfile", "{'Roles':['web']}"));
        assertThat(types.roleOf(profile.physicalId())).isEqualTo("web");
        assertThat(types.roleOf(profile.attributes().get("Arn"))).isEqualTo("web");
        assertThatThrownBy(() -> types.roleOf("nobody"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void changeThatIsNotPlayedIsNamed() throws Exception {
        Created created = create(role("sns:Publish"));
        Declaration other = Declared.of(ROLE, "{'RoleName':'web','PermissionsBoundary':'arn'}");
        assertThatThrownBy(() -> update(role("sns:Publish"), other, created))
                .hasMessageContaining("PermissionsBoundary");
    }
}
