#ifdef __cplusplus
extern "C" {
#endif
int from_c(int x);
int from_cxx(int x);
const char *greeting(void);
#ifdef __cplusplus
}
#endif
